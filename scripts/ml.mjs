// `npm run ml`: installs, and runs the analysis service until it is told to stop.
import { install, runServer } from './prepare.mjs';

install();
runServer('src/app/server/ml.ts');
