import type { Prepared } from '@chancery/sam/client';
import type { Errand } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { askForDeletion } from './ask-for-deletion.ts';
import { askForEnrolment } from './ask-for-enrolment.ts';
import { askForFactorChange } from './ask-for-factor-change.ts';
import { askForKey } from './ask-for-key.ts';
import type { ApprovedBy } from './asking.ts';
import type { Visitor } from './visitor.ts';

type Ask = (deps: SsaDeps, errand: Errand, visitor: Visitor, by?: ApprovedBy) => Promise<Prepared>;

/** How each kind of errand is put to the SAM. */
export const askFor: Readonly<Record<Errand['kind'], Ask>> = {
  enrol: askForEnrolment,
  'key.create': (deps, errand, visitor, by = 'page') => askForKey(deps, errand, visitor, { by }),
  'key.delete': askForDeletion,
  'factor.change': askForFactorChange,
};
