import { fill, type Ui } from '../words'
import { nameOf } from './naming'
import type { Burst, Named, Why } from './types'

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

/** Why something is proposed, by the server's codes. */
const AUTO: Record<string, Named> = {
  dark: { en: 'It is about {amount} stops too dark.', zh: '照片大约暗了 {amount} 档。' },
  light: { en: 'It is about {amount} stops too light.', zh: '照片大约亮了 {amount} 档。' },
  warm: { en: 'The light makes it yellowish.', zh: '光线让照片偏暖。' },
  cold: { en: 'The light makes it bluish.', zh: '光线让照片偏冷。' },
  green: { en: 'It is greenish.', zh: '照片偏绿。' },
  magenta: { en: 'It is pinkish.', zh: '照片偏洋红。' },
  hazy: { en: 'There is a veil of haze over it.', zh: '照片蒙着一层雾。' },
  flat: { en: 'It has little contrast.', zh: '照片对比度不足。' },
  grainy: { en: 'It is grainy.', zh: '照片噪点较多。' },
  pale: { en: 'Its colours are pale.', zh: '照片颜色偏淡。' },
  tilted: { en: 'The horizon is tilted by {amount}°.', zh: '地平线歪了 {amount}°。' },
}

export function autoReason(why: Why | string, ui: Ui): string {
  if (typeof why === 'string') return AUTO[why] === undefined ? why : nameOf(AUTO[why], ui)
  const own = ui === 'zh' ? why.zh : why.en
  if (own !== undefined) return own
  const known = AUTO[why.code ?? '']
  if (known === undefined) return why.code ?? ''
  return fill(nameOf(known, ui), { amount: Math.abs(why.amount ?? 0).toFixed(1) })
}
