// Signing in a window of its own, for web applications: one module for the page that asks and for the page that the person comes back to.
// The signing pages cut every tie to the window that opened them, and are shown in no frame. What came of it is therefore told by the
// application's own page of return (a registered `redirect_uri`) to its own other windows. It tells the page what to show next; the
// application's server asks the API what is true.

const endings = ['signed', 'refused', 'cancelled', 'expired', 'failed'];
const channelName = 'chancery';

/**
 * To be called in a click. `url` is the `authorization_url` of the signature request, `request` its `id`.
 * @param {{ url: string, request: string, signal?: AbortSignal }} asked
 * @returns {Promise<{ request: string, status: 'signed' | 'refused' | 'cancelled' | 'expired' | 'failed' | 'blocked' }>}
 *   `blocked` where the browser opened no window: lead there by a link instead. Rejects when `signal` is aborted.
 */
export function sign({ url, request, signal }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const channel = new BroadcastChannel(channelName);
    const end = (tell) => {
      channel.close();
      tell();
    };
    channel.onmessage = ({ data }) => {
      if (data?.request !== request || !endings.includes(data.status)) return;
      channel.postMessage({ heard: request });
      end(() => resolve({ request, status: data.status }));
    };
    signal?.addEventListener('abort', () => end(() => reject(signal.reason)), { once: true });
    if (window.open(url, '', 'popup,width=1180,height=900') === null)
      end(() => resolve({ request, status: 'blocked' }));
  });
}

/**
 * To be called on the page of return. Tells the window that asked, and closes this one.
 * @returns {Promise<boolean>} false where no window asked, so that this page goes on by itself.
 */
export function returned(address = location.href) {
  const { searchParams } = new URL(address);
  const [request, status] = [searchParams.get('request'), searchParams.get('status')];
  if (request === null || !endings.includes(status)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName);
    const end = (heard) => {
      channel.close();
      if (heard) window.close();
      resolve(heard);
    };
    channel.onmessage = ({ data }) => data?.heard === request && end(true);
    channel.postMessage({ request, status });
    setTimeout(end, 1000, false);
  });
}
