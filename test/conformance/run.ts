/** `npm run conformance`: clients and judges nobody here wrote. Prints `N passed, N failed` as its last line. */
import { keepTemporaryFilesInMemory } from '../memory-folder.ts';
import { spokenByCscV2 } from './csc-v2.ts';
import { foreignSignaturesExtended } from './foreign-signatures.ts';
import { judgedByDss } from './judged-by-dss.ts';
import { describedInOpenApi } from './openapi.ts';
import { judgedByVeraPdf } from './pdf-a.ts';
import { probedBySchemathesis } from './schemathesis.ts';
import { signedByPyhanko } from './signed-by-pyhanko.ts';
import { judgedAfterThirtyYears } from './thirty-years.ts';

keepTemporaryFilesInMemory();
let [passed, failed] = [0, 0];
const judges = [
  judgedByDss,
  judgedAfterThirtyYears,
  () => foreignSignaturesExtended(),
  judgedByVeraPdf,
  signedByPyhanko,
  spokenByCscV2,
  describedInOpenApi,
  () => probedBySchemathesis(),
];
for (const judge of judges) {
  const verdict = await judge();
  passed += verdict.passed;
  failed += verdict.failed;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
