import { startAnalysisServer } from './analysis-server.ts';
import { runProgram } from './process.ts';

// `npm run ml`: the analysis service, for a server with ML_SIDECAR_URL.

runProgram({ name: 'The analysis service', port_setting: 'ML_PORT', start: startAnalysisServer });
