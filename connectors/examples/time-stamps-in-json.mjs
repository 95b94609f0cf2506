/**
 * A connector from outside the tree, to learn from: a time-stamping authority that is no RFC 3161 server, but takes
 * `POST {"request": base64}` with an API key in a header, and answers `{"response": base64}`.
 *
 * One file, no imports but Node's own. The engine builds the request and verifies the response; this only carries them.
 *
 *   type: module
 *   file: /opt/chancery/time-stamps-in-json.mjs
 *   sha256: <what sha256sum prints>
 *   options: { url: https://time.example/v2/stamp, apiKey: ... }
 */

/** Called once. What it throws here keeps the engine from starting. */
export function openTimeStampTransport({ url, apiKey }, { outward, ConnectorError }) {
  if (!URL.canParse(url) || !apiKey)
    throw new ConnectorError('configuration', 'time-stamps-in-json: url and apiKey are needed');
  const headers = { 'content-type': 'application/json', 'x-api-key': apiKey };
  const bounds = { schemes: ['https', 'http'], largest: 512 * 1024, milliseconds: 10_000 };
  return {
    exchange: async (request) => {
      const body = Buffer.from(JSON.stringify({ request: Buffer.from(request).toString('base64') }));
      // The guarded way out: it throws `unreachable` and `forbidden` by itself.
      const answer = await outward.ask({ ...bounds, url, method: 'POST', headers, body });
      if (answer.status >= 500) throw new ConnectorError('unreachable', `the authority answered ${answer.status}`);
      if (answer.status !== 200) throw new ConnectorError('refused', `the authority answered ${answer.status}`);
      return responseIn(answer.body, ConnectorError);
    },
  };
}

function responseIn(body, ConnectorError) {
  try {
    const { response } = JSON.parse(Buffer.from(body).toString('utf8'));
    return new Uint8Array(Buffer.from(response, 'base64'));
  } catch (cause) {
    throw new ConnectorError('malformed', 'the authority sent something else', { cause });
  }
}
