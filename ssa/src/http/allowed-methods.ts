import type { FastifyInstance } from 'fastify';

/**
 * Which methods an address is there for, as `Allow` says them (RFC 9110, 15.5.6): of the operations that are added to `app` from here on.
 * Undefined where there is none of them.
 */
export function allowedMethods(app: FastifyInstance): (url: string) => string | undefined {
  const places: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.operation !== undefined) places.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return (url) => {
    const path = (url.split('?')[0] ?? '').replace(/\/{2,}/g, '/');
    const methods = new Set(places.filter(({ pattern }) => pattern.test(path)).flatMap((place) => place.methods));
    return methods.size === 0 ? undefined : [...methods].join(', ');
  };
}

function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`);
}
