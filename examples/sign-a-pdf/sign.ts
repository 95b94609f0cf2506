// CHANCERY=https://sign.example CLIENT_ID=… CLIENT_SECRET=… node sign.ts contract.pdf contract-signed.pdf
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ChanceryClient } from '@chancery/api/client';

const [from = 'contract.pdf', to = 'contract-signed.pdf'] = process.argv.slice(2);
const { CHANCERY = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;
const chancery = new ChanceryClient({ origin: CHANCERY, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });

// With `account`, only that person may sign; with `redirect_uri`, her browser comes back to you.
const request = await chancery.signatureRequests.create({
  documents: [{ name: basename(from), content: readFileSync(from) }],
});
console.log(`Open in a browser: ${request.authorization_url}`);

// She reads and approves. What happens is told as it happens; a broken line is taken up again.
for await (const { state } of chancery.signatureRequests.follow(request.id)) console.log(state);

const { state } = await chancery.signatureRequests.get(request.id);
if (state !== 'signed') throw new Error(`The request ended ${state}: nothing was signed.`);
writeFileSync(to, await chancery.signatureRequests.document(request.id, 0));
console.log(`Signed: ${to}`);
