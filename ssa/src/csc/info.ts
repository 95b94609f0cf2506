import { implementedMethods } from './implemented-methods.ts';
import type { CscMethod } from './method.ts';

/** CSC API v1.0.4.0, 11.1: info. Open to everyone. */
export const info: CscMethod = async ({ parameters }, deps) => {
  const { name, description, region, languages, baseUrl, logo } = deps.info;
  const wanted = parameters.value('lang');
  return {
    specs: '1.0.4.0',
    name,
    logo,
    region,
    lang: languages.find((each) => each === wanted) ?? languages[0],
    description,
    authType: ['basic', 'oauth2code', 'oauth2client'],
    oauth2: baseUrl.replace(/\/+$/, ''),
    methods: [...implementedMethods.v1],
  };
};
