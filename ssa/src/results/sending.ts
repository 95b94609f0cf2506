import type { Readable } from 'node:stream';
import type { SignatureRequest } from '@chancery/store';
import type { FastifyReply } from 'fastify';
import type { SignedFile } from '../sign/signed-document.ts';

/** Never opened as a page of this host: a download, whatever the file says it is. */
export function sendSigned(reply: FastifyReply, { name, mediaType, size, stream }: SignedFile): FastifyReply {
  reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  reply.headers({ 'cache-control': 'no-store', 'content-length': size });
  return reply.type(mediaType).send(stream);
}

export function sendArchive(reply: FastifyReply, { id }: SignatureRequest, archive: Readable): FastifyReply {
  reply
    .header('content-disposition', `attachment; filename*=UTF-8''signed-${id}.zip`)
    .header('cache-control', 'no-store');
  return reply.type('application/zip').send(archive);
}
