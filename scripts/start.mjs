// `npm start`: installs, builds the web app if its sources changed, and runs the server until it is told to stop.
import { buildWeb, install, runServer } from './prepare.mjs';

install();
buildWeb();
runServer('src/app/server/main.ts');
