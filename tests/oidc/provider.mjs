// A real OpenID provider, set as FranceConnect v2 is: ES256, signed userinfo, nonce, acr, logout.
// Whoever comes is Ada, at once. Arguments: port, return address, address after logout.
import { Provider } from "oidc-provider";
import { generateKeyPairSync } from "node:crypto";

const [port, back, home] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = { ...privateKey.export({ format: "jwk" }), kid: "un", use: "sig", alg: "ES256" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [key] },
  clients: [{
    client_id: "parvis", client_secret: "secret-of-thirty-two-characters!", redirect_uris: [back],
    post_logout_redirect_uris: [home], token_endpoint_auth_method: "client_secret_post",
    id_token_signed_response_alg: "ES256", userinfo_signed_response_alg: "ES256",
  }],
  acrValues: ["eidas1"],
  claims: { openid: ["sub"], profile: ["given_name", "family_name"], email: ["email"], acr: null },
  scopes: ["openid", "profile", "email"],
  cookies: { keys: ["a-key-for-tests"] },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    claimsParameter: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, given_name: "Ada", family_name: "Lovelace", email: "ada@exemple.fr" }),
  }),
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const grant = new provider.Grant({ accountId: "fc-0042", clientId: params.client_id });
  grant.addOIDCScope("openid profile email");
  const result = {
    login: { accountId: "fc-0042", acr: "eidas1" },
    consent: { grantId: await grant.save() },
  };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
