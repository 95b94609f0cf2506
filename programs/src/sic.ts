/** `chancery sic`: the approval page, next to the SAM. */
import { readFileSync } from 'node:fs';
import { SicSamClient } from '@chancery/sam/client';
import { requireSeen, type Sic, type SicBrand, startSic } from '@chancery/sic';
import Type from 'typebox';
import { besideFile, closed, readConfiguration } from './configuration.ts';
import { announceReady, beforeLeaving } from './lifetime.ts';
import { OwnTls, type Renewal, readTlsPair, renewWhenChanged } from './own-tls.ts';
import { pagesFolder } from './pages.ts';
import { SamPeers, samAddresses } from './sam-peer.ts';

const colour = Type.String({ pattern: '^#[0-9A-Fa-f]{6}$' });
const Scheme = Type.Object({ accent: colour, button: colour, button_text: colour }, closed);
const SicBrands = Type.Object(
  {
    /** Its id. */
    group: Type.String(),
    logo: Type.Optional(
      Type.Object({ file: Type.String(), text: Type.String({ minLength: 1, maxLength: 100 }) }, closed),
    ),
    colours: Type.Optional(Type.Object({ light: Scheme, dark: Scheme }, closed)),
  },
  closed,
);

const Configuration = Type.Object(
  {
    listen: Type.Object({ host: Type.String(), port: Type.Integer() }, closed),
    /** The origin browsers see, and the one host the approval may come from. */
    origin: Type.String(),
    /** Who runs the installation, as people read it. */
    name: Type.String(),
    /** Where the page reads the documents it shows. */
    ssaOrigin: Type.String(),
    /** The identity providers a person may be sent to. */
    idpOrigins: Type.Array(Type.String()),
    sam: SamPeers,
    /** How the page looks for the people of a group. */
    brands: Type.Optional(Type.Array(SicBrands)),
    pages: Type.Optional(Type.String()),
    /** Without it a proxy in the same zone speaks TLS. */
    tls: Type.Optional(OwnTls),
  },
  closed,
);

export async function runSic(options: { config: string; check?: boolean }): Promise<void> {
  const configuration = readConfiguration(options.config, Configuration);
  const { tls: files } = configuration;
  const tls = files && readTlsPair(options.config, files);
  const brands = brandsIn(options.config, configuration.brands);
  requireSeen(brands);
  if (options.check) return;
  const sam = new SicSamClient(samAddresses(options.config, configuration.sam));
  const { listen, origin, name: operator, ssaOrigin, idpOrigins, pages } = configuration;
  const pagesAt = pages ? besideFile(options.config, pages) : pagesFolder('sic');
  const page = { listen, origin, operator, ssaOrigin, idpOrigins, sam, brands, pagesFolder: pagesAt };
  const server = await startSic({ ...page, ...(tls && { tls }) });
  const stopLooking = files && renewWhenChanged(options.config, files, renewal(server));
  beforeLeaving(async () => {
    stopLooking?.();
    await server.close();
  });
  announceReady();
}

function brandsIn(file: string, configured: Type.Static<typeof SicBrands>[] = []): SicBrand[] {
  return configured.map(({ logo, ...brand }) => ({
    ...brand,
    ...(logo && { logo: { png: readFileSync(besideFile(file, logo.file)), text: logo.text } }),
  }));
}

function renewal(server: Sic): Renewal {
  const keep = (why: string) => void process.stderr.write(`The certificate in use stays: ${why}.\n`);
  return { renew: server.renewTls, keep };
}
