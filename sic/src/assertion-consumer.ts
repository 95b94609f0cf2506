/**
 * Where SAML identity providers return to (SAML 2.0 Profiles 4.1.4.1, HTTP POST binding). The answer is handed on to the page and nothing else
 * is done with it: it is kept nowhere and approves nothing, so whoever posts it, from whichever page, has had a page shown.
 */
import type { FastifyInstance } from 'fastify';
import { sendPage } from './page-files.ts';

export const assertionConsumer = '/saml/acs';

export function consumeAssertions(app: FastifyInstance, page: Buffer): void {
  app.register(async (inner) => {
    const form = { parseAs: 'string', bodyLimit: 131_072 } as const;
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      form,
      async (_request: unknown, body: string) => body,
    );
    inner.post<{ Body: string }>(assertionConsumer, { bodyLimit: form.bodyLimit }, ({ body }, reply) => {
      const answer = answerIn(new URLSearchParams(typeof body === 'string' ? body : ''));
      if (answer === undefined) return sendPage(reply.code(400), page);
      return sendPage(reply, bearing(page, answer), 'no-store');
    });
  });
}

interface Answer {
  readonly chal: string;
  /** b64u. */
  readonly response: string;
}

function answerIn(form: URLSearchParams): Answer | undefined {
  const [chal = '', anotherChal] = form.getAll('RelayState');
  const [response = '', another] = form.getAll('SAMLResponse').map((text) => text.replaceAll(/[\t\n\r ]/g, ''));
  const single = anotherChal === undefined && another === undefined;
  const fits = /^[A-Za-z0-9_-]{1,128}$/.test(chal) && /^[A-Za-z0-9+/]{1,87384}={0,2}$/.test(response);
  return single && fits ? { chal, response: Buffer.from(response, 'base64').toString('base64url') } : undefined;
}

/** Both are of an alphabet that needs no escaping. */
function bearing(page: Buffer, { chal, response }: Answer): Buffer {
  return Buffer.from(
    page.toString('utf8').replace('<html ', () => `<html data-chal="${chal}" data-saml-response="${response}" `),
  );
}
