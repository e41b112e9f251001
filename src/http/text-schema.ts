import { z } from 'zod';
import { codePoints } from './text';

/** Text of so many code points, both ends included, and not blank; a browser's input counts the same way. */
export function boundedText({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .superRefine((text, context) => {
      const length = codePoints(text);
      if (length > max) refuse(context, tooLong(max));
      else if (length < min || (min > 0 && text.trim() === '')) refuse(context, tooShort(min));
    })
    .meta({ minLength: min, maxLength: max });
}

function refuse(context: z.RefinementCtx<string>, params: ReturnType<typeof tooLong>): void {
  context.addIssue({ code: 'custom', params });
}

function tooLong(max: number) {
  const detail = { ko: `${max}자 이하여야 합니다.`, en: `Must have at most ${max} characters.` };
  return { code: 'TOO_LONG' as string, detail };
}

function tooShort(min: number) {
  const detail = { ko: `${min}자 이상이어야 합니다.`, en: `Must have at least ${min} characters.` };
  return { code: 'TOO_SMALL' as string, detail };
}
