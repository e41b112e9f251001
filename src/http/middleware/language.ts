import type { HttpMiddleware } from '../context';

/** Korean unless the client prefers English. */
export const chooseLanguage: HttpMiddleware = async (ctx, next) => {
  ctx.state.language = ctx.acceptsLanguages(['ko', 'en']) === 'en' ? 'en' : 'ko';
  ctx.set('Content-Language', ctx.state.language);
  ctx.vary('Accept-Language');
  await next();
};
