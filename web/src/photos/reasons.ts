import type { Ui } from '../words'
import { nameOf } from './naming'
import type { Burst, Named } from './types'

/** What speaks for a picture of a burst or against it, by the server's codes. */
const WORDS: Record<string, Named> = {
  sharpest: { en: 'The sharpest', zh: '最清晰' },
  sharpest_faces: { en: 'Faces are the sharpest', zh: '人脸最清晰' },
  eyes_open: { en: 'Everybody’s eyes are open', zh: '大家都睁着眼' },
  best_exposed: { en: 'The best light', zh: '曝光最好' },
  everybody: { en: 'Everybody is on it', zh: '人最齐' },
  blurred: { en: 'Blurred', zh: '画面模糊' },
  faces_blurred: { en: 'Faces are blurred', zh: '人脸模糊' },
  eyes_closed: { en: 'Somebody’s eyes are closed', zh: '有人闭眼' },
  too_dark: { en: 'Too dark', zh: '太暗' },
  too_light: { en: 'Too light', zh: '太亮' },
  burnt_out: { en: 'Parts are burnt out', zh: '局部过曝' },
  noisy: { en: 'Grainy', zh: '噪点多' },
  somebody_missing: { en: 'Somebody is missing', zh: '少了人' },
  alike: { en: 'As good as the best', zh: '和最好的差不多' },
}

export function reasonName(code: string, ui: Ui): string {
  const known = WORDS[code]
  return known === undefined ? code : nameOf(known, ui)
}

/** The reasons for each picture of a burst, in words. */
export function reasonsOf(burst: Burst, ui: Ui): ReadonlyMap<string, readonly string[]> {
  return new Map(burst.ids.map((id, i) => [id, (burst.reasons[i] ?? []).map((each) => reasonName(each, ui))]))
}
