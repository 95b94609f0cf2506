export { type Sic, type SicOptions, startSic } from './server.ts';
