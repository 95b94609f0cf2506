export { requireSeen, type SicBrand } from './brands.ts';
export { type Sic, type SicOptions, startSic } from './server.ts';
