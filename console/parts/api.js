// The staff API, asked as whoever is signed in.

import { SignedOut, signedIn } from "./sign_in.js";
import { signInAgain } from "../screens/sign_in.js";

/** What the API refuses, as its problem document says; `status` is 0 when no answer came. */
export class Problem extends Error {
  constructor(status, detail = "", faults = []) {
    super(detail);
    this.status = status;
    this.faults = faults;
  }
}

export function apiAt(address) {
  async function ask(method, path, body) {
    const { token } = await signedIn();
    const headers = { Authorization: token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(address + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
      });
    } catch {
      throw new Problem(0);
    }
    if (answer.status === 401) throw new SignedOut();
    const text = await answer.text();
    if (answer.ok) return text ? JSON.parse(text) : null;
    throw problemIn(answer.status, text);
  }
  /** What is asked after the sign-in has ended waits for the next one: nothing came of it yet. */
  async function asked(...question) {
    try {
      return await ask(...question);
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
      await signInAgain();
      return ask(...question);
    }
  }
  return {
    get: (path) => asked("GET", path),
    post: (path, body = {}) => asked("POST", path, body),
    put: (path, body) => asked("PUT", path, body),
    patch: (path, body) => asked("PATCH", path, body),
    delete: (path) => asked("DELETE", path),
  };
}

function problemIn(status, text) {
  try {
    const { detail, message, errors } = JSON.parse(text);
    return new Problem(status, detail ?? message ?? "", errors ?? []);
  } catch {
    return new Problem(status); // not from the API itself
  }
}
