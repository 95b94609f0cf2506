import { forgetReplies } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import { accountChangeRoute } from './api/account-change.ts';
import { accountRoutes } from './api/account-routes.ts';
import { adminRoutes } from './api/admin-routes.ts';
import { approvalRoutes } from './api/approval-routes.ts';
import { configurationRoutes } from './api/configuration-routes.ts';
import { deletionRoutes } from './api/deletion-routes.ts';
import { descriptionRoutes } from './api/description-routes.ts';
import { deviceRoutes } from './api/device-routes.ts';
import { enrollmentRoutes } from './api/enrollment-routes.ts';
import { evidenceRoutes } from './api/evidence-routes.ts';
import { healthRoutes } from './api/health-routes.ts';
import { identityRoutes } from './api/identity-routes.ts';
import { lostPhoneRoutes } from './api/lost-phone-routes.ts';
import { operationsOf } from './api/operation.ts';
import { resultRoutes } from './api/result-routes.ts';
import { secretRoutes } from './api/secret-routes.ts';
import { signatureRequestRoutes } from './api/signature-request-routes.ts';
import { updateRoutes } from './api/update-routes.ts';
import { uploadRoutes } from './api/upload-routes.ts';
import { usageRoutes } from './api/usage-routes.ts';
import { validationRoutes } from './api/validation-routes.ts';
import { webhookRoutes } from './api/webhook-routes.ts';
import { brandingRoutes } from './branding/branding-routes.ts';
import type { SsaDeps } from './deps.ts';
import { errandRoutes } from './errand/errand-routes.ts';
import { servePageFiles } from './http/page-files.ts';
import { chooseRoutes } from './sign/choose-routes.ts';
import { forgetDocuments } from './sign/forget.ts';
import { signRoutes } from './sign/sign-routes.ts';
import { viewRoutes } from './sign/view-routes.ts';
import { forgetUploads } from './uploads/forget-uploads.ts';
import { deliverWhileListening } from './webhooks/deliver-while-listening.ts';

/** Mounts everything but the OAuth server and CSC on a server made by `createServer`. */
export function ssaRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const operations = operationsOf(app);
  healthRoutes(app, deps);
  accountRoutes(app, deps);
  enrollmentRoutes(app, deps);
  deletionRoutes(app, deps);
  identityRoutes(app, deps);
  deviceRoutes(app, deps);
  signatureRequestRoutes(app, deps);
  approvalRoutes(app, deps);
  resultRoutes(app, deps);
  evidenceRoutes(app, deps);
  uploadRoutes(app, deps);
  updateRoutes(app, deps);
  validationRoutes(app, deps);
  accountChangeRoute(app, deps);
  adminRoutes(app, deps);
  configurationRoutes(app, deps);
  secretRoutes(app, deps);
  usageRoutes(app, deps);
  lostPhoneRoutes(app, deps);
  webhookRoutes(app, deps);
  descriptionRoutes(app, deps, operations);
  errandRoutes(app, deps);
  viewRoutes(app, deps);
  brandingRoutes(app, deps);
  const page = servePageFiles(app, deps);
  signRoutes(app, deps, page);
  chooseRoutes(app, deps, page);
  forgetNowAndThen(app, deps);
  deliverWhileListening(app, deps);
}

const quarterHour = 900_000;

function forgetNowAndThen(app: FastifyInstance, deps: SsaDeps): void {
  const sweep = async () => {
    const failed = (what: string) => (error: unknown) => app.log.error({ err: error }, `${what} not forgotten`);
    await forgetDocuments(deps).catch(failed('documents'));
    await forgetUploads(deps).catch(failed('uploads'));
    await forgetReplies(deps.store.db, deps.clock()).catch(failed('replies'));
  };
  const timer = setInterval(sweep, quarterHour).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
