import { implementedMethods } from './implemented-methods.ts';
import { languageOf } from './language.ts';
import type { CscMethod } from './method.ts';

/** CSC API v1.0.4.0, 11.1: info. Open to everyone. */
export const info: CscMethod = async ({ parameters }, deps) => {
  const { name, description, region, baseUrl, logo } = deps.info;
  return {
    specs: '1.0.4.0',
    name,
    logo,
    region,
    lang: languageOf(parameters, deps.info),
    description,
    authType: ['basic', 'oauth2code', 'oauth2client'],
    oauth2: baseUrl.replace(/\/+$/, ''),
    methods: [...implementedMethods.v1],
  };
};
