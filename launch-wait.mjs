// Runs the command given as arguments and writes a dot every two seconds, so that a slow network does not look like a hang.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const dots = setInterval(() => process.stderr.write('.'), 2000);
const child = spawn(command, args, { stdio: ['ignore', 2, 2] });
child.on('error', () => process.exit(127));
child.on('exit', (code) => {
  clearInterval(dots);
  process.exit(code ?? 1);
});
