import { readBasic } from '../auth/basic';
import type { Grant } from '../auth/grants';
import {
  LoginAnswer,
  LoginBody,
  RefreshBody,
  SignUpAnswer,
  SignUpBody,
  TokenAnswer,
  TokenBody,
} from '../auth/schemas';
import type { SignIn } from '../auth/sign-in';
import type { RouteDeps } from '../deps';
import { callerOf, route, type Route } from '../route';

const TAG = 'auth';

/** Ways in and out. */
export function createAuthRoutes(deps: Pick<RouteDeps, 'identity'>): readonly Route[] {
  const { signIn } = deps.identity;
  return [signUp(signIn), login(signIn), refresh(signIn), logout(signIn), clientToken(signIn)];
}

function signUp(signIn: SignIn): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/signup',
    tag: TAG,
    summary: { ko: '회원 가입', en: 'Sign up' },
    access: 'public',
    rate: 'signup',
    body: SignUpBody,
    answers: { 202: { schema: SignUpAnswer, description: 'The same whether or not it was taken' } },
    problems: [],
    handle: async ({ body }) => {
      await signIn.signUp(body);
      return { status: 202, body: { email: body.email } };
    },
  });
}

function login(signIn: SignIn): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/login',
    tag: TAG,
    summary: { ko: '로그인', en: 'Log in' },
    access: 'public',
    body: LoginBody,
    answers: { 200: { schema: LoginAnswer, description: 'Tokens of a new session' } },
    problems: ['INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS'],
    handle: async ({ body, address }) => {
      const grant = await signIn.login({ ...body, address });
      return { status: 200, body: presentGrant(grant) };
    },
  });
}

function refresh(signIn: SignIn): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/refresh',
    tag: TAG,
    summary: { ko: '토큰 갱신', en: 'Refresh the tokens' },
    access: 'public',
    body: RefreshBody,
    answers: { 200: { schema: LoginAnswer, description: 'New tokens; the old one is spent' } },
    problems: ['INVALID_TOKEN', 'TOKEN_REUSED'],
    handle: async ({ body }) => {
      const grant = await signIn.refresh(body.refreshToken);
      return { status: 200, body: presentGrant(grant) };
    },
  });
}

function logout(signIn: SignIn): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/logout',
    tag: TAG,
    summary: { ko: '로그아웃', en: 'Log out' },
    access: { roles: ['member', 'cs', 'operator'] },
    answers: { 204: { schema: null, description: 'The session has ended' } },
    problems: [],
    handle: async (call) => {
      await signIn.logout(callerOf(call));
      return { status: 204 };
    },
  });
}

function clientToken(signIn: SignIn): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/token',
    tag: TAG,
    summary: { ko: '판매자 토큰 발급 (OAuth 2)', en: 'Token for a partner (OAuth 2)' },
    access: 'public',
    body: TokenBody,
    bodyFormat: 'form',
    answers: { 200: { schema: TokenAnswer, description: 'An access token' } },
    problems: ['INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS'],
    handle: async ({ body, address, header }) => {
      const client = readBasic(header('Authorization'));
      const wanted = body.scope?.split(' ').filter((scope) => scope !== '') ?? [];
      const scopes = wanted.length > 0 ? wanted : null;
      const issued = await signIn.clientToken({ ...client, scopes, address });
      return {
        status: 200,
        body: {
          access_token: issued.grant.accessToken,
          token_type: 'Bearer',
          expires_in: issued.grant.expiresInSeconds,
          scope: issued.scopes.join(' '),
        },
      };
    },
  });
}

function presentGrant({ accessToken, expiresInSeconds, refresh: token }: Grant) {
  return {
    accessToken,
    tokenType: 'Bearer',
    expiresIn: expiresInSeconds,
    refreshToken: token?.token ?? null,
    refreshExpiresIn: token?.expiresInSeconds ?? null,
  };
}
