import { escaped } from '../http/page.ts';
import type { Report, ReportedDocument } from './report.ts';

const words = {
  signature: { title: 'Signature report', done: 'signed', time: 'Signed', who: 'Signer' },
  seal: { title: 'Seal report', done: 'sealed', time: 'Sealed', who: 'Organisation' },
} as const;
const formats = {
  pades: 'PDF signature (PAdES)',
  cades: 'CMS signature (CAdES)',
  xades: 'XML signature (XAdES)',
  jades: 'JSON signature (JAdES)',
} as const;

/** The report for people: one file that needs nothing else, light and dark, on paper too. */
export function reportPage(report: Report): string {
  const { documents, requested_by, signer, signed_at, kind } = report;
  const { title, done } = words[kind];
  const count = documents.length === 1 ? 'One document' : `${documents.length} documents`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} ${escaped(report.request)}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p>${count} ${done} by <bdi>${escaped(signer.name)}</bdi> for <bdi>${escaped(requested_by)}</bdi> on ${shownTime(signed_at)}.</p>
${notReached(report)}
<h2>The request</h2>
${facts(factsOf(report))}
<h2>The documents</h2>
${documents.map(section).join('\n')}
<p>Made by ${escaped(report.service)}. This report is a description and is not signed itself: the signatures in the files are
the evidence. The same for programs is in report.json.</p>
</body>
</html>
`;
}

/** What was not reached stands before everything else. */
function notReached({ documents, asked }: Report): string {
  const lower = documents.filter(({ not_reached }) => not_reached !== undefined).length;
  if (lower === 0) return '';
  const which = lower === documents.length ? 'any document' : `${lower} of ${documents.length} documents`;
  return `<p class="note">The level that was asked for, ${escaped(asked.level)}, was not reached by ${which}: a time-stamp or evidence was not to be had. The level can be raised later.</p>`;
}

function factsOf({ request, kind, requested_by, requested_at, signed_at, signer, asked }: Report): Facts {
  const { time, who } = words[kind];
  const { certificate } = signer;
  return [
    ['Request', request],
    ['Requested by', requested_by],
    ['Requested', shownTime(requested_at)],
    [time, shownTime(signed_at)],
    [who, signer.name],
    ...(certificate === undefined
      ? []
      : ([
          ['Certificate of', certificate.subject],
          ['Issued by', certificate.issuer],
          ['Serial number', certificate.serial_number],
          ['SHA-256 of the certificate', certificate.sha256],
        ] as const)),
    ['Level asked for', asked.level],
  ];
}

function section({ name, file, format, container, uploaded, signed, level, not_reached }: ReportedDocument): string {
  const reached = not_reached === undefined ? level : `${level} (asked for ${not_reached})`;
  const told: Facts = [
    ['File', file],
    ['Format', container === undefined ? formats[format] : `${formats[format]}, in a container (${container})`],
    ['Level', reached],
    ['Size as uploaded', octets(uploaded.size)],
    ['SHA-256 as uploaded', uploaded.sha256],
    ['Size of the file', octets(signed.size)],
    ['SHA-256 of the file', signed.sha256],
  ];
  return `<section><h3><bdi>${escaped(name)}</bdi></h3>${facts(told)}</section>`;
}

type Facts = readonly (readonly [name: string, value: string])[];

function facts(told: Facts): string {
  const lines = told.map(([name, value]) => `<dt>${escaped(name)}</dt><dd><bdi>${escaped(value)}</bdi></dd>`);
  return `<dl>${lines.join('')}</dl>`;
}

function octets(size: number): string {
  return `${size.toLocaleString('en')} octets`;
}

function shownTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

const style = `:root{color-scheme:light dark}
body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.25;font-family:Georgia,serif}
dl{display:grid;grid-template-columns:minmax(7rem,12rem) minmax(0,1fr);gap:.25rem 1rem}
dt{opacity:.75}dd{margin:0}
section{break-inside:avoid;border-top:1px solid currentColor}
.note{border-inline-start:.25rem solid currentColor;padding-inline-start:.75rem;font-weight:600}`;
