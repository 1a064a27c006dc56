import { startServer } from './compose.ts';
import { runProgram } from './process.ts';

// `npm start`: the API and the web app.

runProgram({
  name: 'FinOpsMind',
  port_setting: 'SERVER_PORT',
  start: (config, log) => {
    const onCrash = (error: Error): void => {
      log.fatal({ err: error }, 'the embedded database stopped');
      process.exit(1);
    };
    return startServer({ config, log, onCrash });
  },
});
