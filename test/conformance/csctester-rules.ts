/** The rules that csctester judges an answer by: each gives its complaints, none where all is well. */
import { createHash } from 'node:crypto';

export type Answer = Readonly<Record<string, unknown>>;
export type Rule = (answer: Answer) => readonly string[];

/** Members, by paths with points: there, and not empty. */
export function has(...paths: readonly string[]): Rule {
  return (answer) => paths.filter((path) => !at(answer, path)).map((path) => `no ${path}`);
}

export function lacks(...paths: readonly string[]): Rule {
  return (answer) => paths.filter((path) => (at(answer, path) ?? null) !== null).map((path) => `${path} is there`);
}

export function equals(wanted: Readonly<Record<string, string>>): Rule {
  return (answer) =>
    Object.entries(wanted).flatMap(([path, text]) => (at(answer, path) === text ? [] : [`${path} is not "${text}"`]));
}

/** Lists, by how many they hold. */
export function numbers(wanted: Readonly<Record<string, (n: number) => boolean>>): Rule {
  return (answer) =>
    Object.entries(wanted).flatMap(([path, right]) => {
      const list = at(answer, path);
      return Array.isArray(list) && right(list.length) ? [] : [`${path} has another length`];
    });
}

function at(answer: unknown, path: string): unknown {
  return path.split('.').reduce((node, name) => (node as Answer | undefined)?.[name], answer);
}

const digest = (name: string) => createHash(name).update('abc\n').digest('base64');

/** What it signs. */
export const digests = {
  sha1: digest('sha1'),
  sha224: digest('sha224'),
  sha256: digest('sha256'),
  sha384: digest('sha384'),
  sha512: digest('sha512'),
} as const;
