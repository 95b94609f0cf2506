/** The pages of one signature on this host: what is left to choose before it, and what became of it. */
import '@chancery/look/look.css';
import { createRoot } from 'react-dom/client';
import { speak } from './language.ts';
import { Result } from './result.tsx';

const spoken = speak();
const page = document.getElementById('page');
const choosing = /\/choose$/.test(location.pathname) ? import('./choose.tsx') : undefined;
await spoken;
if (page !== null) {
  const root = createRoot(page);
  if (choosing === undefined) root.render(<Result />);
  else choosing.then(({ Choose }) => root.render(<Choose />));
}
