// The sign-in at Cognito: the password goes over SRP and never leaves the browser, then the code of an
// authenticator. Tokens are kept for this tab alone, and gone when it is closed.

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = window.AmazonCognitoIdentity;
const Storage = window.sessionStorage;
let pool;
let user = null;
let last = "";

/** Nobody is signed in, or no longer. */
export class SignedOut extends Error {}

export function setUpSignIn(config) {
  const { userPool: UserPoolId, client: ClientId, endpoint } = config; // an endpoint in `campaign console view` alone
  pool = new CognitoUserPool({ UserPoolId, ClientId, Storage, endpoint });
  user = pool.getCurrentUser();
}

/** Each of these answers the step that comes next: `in`, `new-password`, `code`, or `set-up` with the
 * `secret` for an authenticator; and fails with Cognito's error. */
export function withPassword(email, password) {
  user = new CognitoUser({ Username: email, Pool: pool, Storage });
  const details = new AuthenticationDetails({ Username: email, Password: password });
  return next((callbacks) => user.authenticateUser(details, callbacks));
}

export function withNewPassword(password) {
  return next((callbacks) => user.completeNewPasswordChallenge(password, {}, callbacks));
}

export function withCode(code) {
  return next((callbacks) => user.sendMFACode(code, callbacks, "SOFTWARE_TOKEN_MFA"));
}

/** The first code of an authenticator that was just given the secret. */
export function withFirstCode(code) {
  return next((callbacks) => user.verifySoftwareToken(code, "authenticator", callbacks));
}

function next(ask) {
  return new Promise((resolve, reject) => {
    ask({
      onSuccess: () => resolve({ step: "in" }),
      onFailure: reject,
      newPasswordRequired: () => resolve({ step: "new-password" }),
      totpRequired: () => resolve({ step: "code" }),
      mfaSetup: () =>
        user.associateSoftwareToken({
          associateSecretCode: (secret) => resolve({ step: "set-up", secret }),
          onFailure: reject,
        }),
    });
  });
}

/** Whoever is signed in: `id`, `email`, `groups` and the `token` for the API, renewed when it has run out.
 * Fails with SignedOut. */
export function signedIn() {
  return new Promise((resolve, reject) => {
    if (user === null) return reject(new SignedOut());
    user.getSession((error, session) => {
      if (error || !session?.isValid()) return reject(new SignedOut());
      const token = session.getIdToken();
      const { sub, email, "cognito:groups": groups = [] } = token.payload;
      last = email;
      resolve({ id: sub, email, groups, token: token.getJwtToken() });
    });
  });
}

/** The address of whoever was signed in last, in this tab. */
export function lastSignedIn() {
  return last;
}

/** Here alone: of a sign-in that has ended by itself. */
export function forget() {
  user?.signOut();
  user = null;
}

/** Here and at Cognito, where the token that renews others is revoked. */
export function signOut() {
  return new Promise((resolve) => {
    if (user === null) return resolve();
    user.signOut(() => {
      forget(); // without a network it is not revoked there; this tab forgets it all the same
      resolve();
    });
  });
}
