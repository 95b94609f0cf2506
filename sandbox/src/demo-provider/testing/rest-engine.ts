/** A stand-in for the engine's public REST, as small as the bank's use of it. Documents come back with a mark, not a signature. */
import { type Running, serveLoopback } from '../../server/loopback-server.ts';
import { json, type Reply, readForm } from '../../server/request.ts';

interface Request {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly redirectUri: string;
}

export class RestEngine {
  state = 'created';
  away = false;
  readonly requests: Request[] = [];
  #running: Running | undefined;

  get origin(): string {
    return this.#running?.origin ?? '';
  }

  async start(): Promise<void> {
    this.#running = await serveLoopback({
      port: 0,
      routes: () => [
        {
          method: 'POST',
          path: '/oauth2/token',
          answer: async (asked) => token(asked.headers.authorization, await readForm(asked)),
        },
        {
          method: 'POST',
          path: '/api/v1/signature-requests',
          answer: async (asked) => this.#take(JSON.parse(String(await asked.body(64e6)))),
        },
        {
          method: 'GET',
          path: '/api/v1/signature-requests/:id',
          answer: (asked) => this.#answer(asked.params['id'] ?? ''),
        },
        {
          method: 'GET',
          path: '/api/v1/signature-requests/:id/documents/0',
          answer: (asked) => this.#document(asked.params['id'] ?? ''),
        },
      ],
    });
  }

  async close(): Promise<void> {
    await this.#running?.close();
  }

  #take({ documents, redirect_uri }: { documents: { name: string; content: string }[]; redirect_uri: string }): Reply {
    const [document] = documents;
    if (document === undefined || !Buffer.from(document.content, 'base64').toString('latin1').startsWith('%PDF-')) {
      return json({ title: 'Bad request', detail: 'This is not a PDF.' }, 422);
    }
    const id = `r-${this.requests.length + 1}`;
    this.requests.push({ id, ...document, redirectUri: redirect_uri });
    return this.#answer(id, 201);
  }

  #answer(id: string, status = 200): Reply {
    if (this.away) return json({ title: 'Away', detail: 'The service is resting.' }, 503);
    return json(
      { id, state: this.state, authorization_url: `${this.origin}/sign/${id}`, expires_at: '2027-01-01T00:00:00Z' },
      status,
    );
  }

  #document(id: string): Reply {
    const found = this.requests.find((one) => one.id === id);
    return {
      headers: { 'content-type': 'application/pdf' },
      body: Buffer.concat([Buffer.from(found?.content ?? '', 'base64'), Buffer.from('% signed\n')]),
    };
  }
}

function token(authorization: string | undefined, form: URLSearchParams): Reply {
  const right =
    authorization === `Basic ${Buffer.from('bank:s%3Aecret').toString('base64')}` && form.get('scope') === 'service';
  return right
    ? json({ access_token: 't', token_type: 'Bearer', expires_in: 600 })
    : json({ error: 'invalid_client' }, 401);
}
