import { OnjeonError } from '../../domain/errors';
import { koreanIso } from '../../domain/korean-time';
import { MemberAnswer, PasswordBody } from '../auth/schemas';
import type { RouteDeps } from '../deps';
import { callerOf, route, type Route } from '../route';

const TAG = 'members';
const MEMBER_ONLY = { roles: ['member'] } as const;

/** The member's own data. */
export function createMemberRoutes(deps: Pick<RouteDeps, 'book' | 'identity'>): readonly Route[] {
  return [me(deps), changePassword(deps)];
}

function me({ book }: Pick<RouteDeps, 'book'>): Route {
  return route({
    method: 'GET',
    path: '/v1/members/me',
    tag: TAG,
    summary: { ko: '내 정보', en: 'My data' },
    access: MEMBER_ONLY,
    answers: { 200: { schema: MemberAnswer, description: 'The member' } },
    problems: [],
    handle: async (call) => {
      const member = await book.people.memberById(callerOf(call).id);
      if (!member) throw new OnjeonError('NOT_FOUND');
      const { memberId, email, name, createdAt } = member;
      return { status: 200, body: { memberId, email, name, createdAt: koreanIso(createdAt) } };
    },
  });
}

function changePassword({ identity }: Pick<RouteDeps, 'identity'>): Route {
  return route({
    method: 'POST',
    path: '/v1/members/me/password',
    tag: TAG,
    summary: { ko: '비밀번호 변경', en: 'Change the password' },
    access: MEMBER_ONLY,
    body: PasswordBody,
    answers: { 204: { schema: null, description: 'Changed; every session has ended' } },
    problems: ['INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS'],
    handle: async (call) => {
      const { body, address } = call;
      await identity.signIn.changePassword({ ...body, address, caller: callerOf(call) });
      return { status: 204 };
    },
  });
}
