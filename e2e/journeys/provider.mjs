// A certified OpenID Connect provider on a free loopback port. Its client is told afterwards, when the server's address is known.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const SECRET = 'a secret that only the two know';

/** Everybody signs in with any password; who one is comes from `people`. */
export async function provide(people) {
  let answer = (_, response) => response.writeHead(503).end();
  const web = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${web.address().port}`;
  const register = (redirects) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'portolan', client_secret: SECRET, redirect_uris: redirects }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      scopes: ['openid', 'email', 'profile', 'groups'],
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    });
    answer = provider.callback();
  };
  return { issuer, register, stop: () => new Promise((resolve) => { web.closeAllConnections(); web.close(resolve); }) };
}
