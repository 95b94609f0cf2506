/** One of `what` by its id, which leads nowhere else, whoever gave it to the application. */
export function pathTo(what: string, id: string): string {
  // URL, 4.4: a path keeps no segment of points, however they are written. No id is a dash.
  return `/${what}/${/^\.{0,2}$/.test(id) ? '-' : encodeURIComponent(id)}`;
}
