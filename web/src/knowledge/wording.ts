import { localeOf } from '../home/when'
import { fill, type Ui, type Words } from '../words'
import type { Source, Value } from './types'

/** How a page writes what the graph has. */

const UNITS: Record<string, keyof Words> = {
  'meter': 'unitMeter', 'kilometer': 'unitKilometer', 'square-kilometer': 'unitSquareKilometer', 'square-meter': 'unitSquareMeter',
  'cubic-kilometer': 'unitCubicKilometer', 'kilogram': 'unitKilogram', 'gram': 'unitGram', 'year': 'unitYear', 'kelvin': 'unitKelvin',
  'celsius': 'unitCelsius', 'gram-per-cubic-centimeter': 'unitDensity', 'dalton': 'unitDalton',
}
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
/** GeoSPARQL's text of a point: longitude first. */
const POINT = /^Point\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)$/i
/** From here on nobody counts the digits. */
const LARGE = 1e15

/** A value as one reads it there: `8,848 m`, `14 March 1879`, `March 1879`, `551 BC`. */
export function valueText({ kind, text, unit }: Value, ui: Ui, words: Words): string {
  if (kind === 'day') return dateText(text, ui)
  if (kind !== 'number' || !NUMBER.test(text)) return pointText(text, ui, words)
  const number = numberText(Number(text), ui)
  const form = UNITS[unit ?? '']
  if (form !== undefined) return fill(words[form], { value: number })
  return unit === undefined || unit === '' ? number : `${number} ${unit.replaceAll('-', ' ')}`
}

function numberText(number: number, ui: Ui): string {
  const written = (value: number) => new Intl.NumberFormat(localeOf(ui), { maximumFractionDigits: 6 }).format(value)
  if (Math.abs(number) < LARGE) return written(number)
  const power = Math.floor(Math.log10(Math.abs(number)))
  const raised = Array.from(String(power), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')
  return `${written(Number((number / 10 ** power).toPrecision(6)))} × 10${raised}`
}

/** A place on the globe in degrees; other texts as they are. */
function pointText(text: string, ui: Ui, words: Words): string {
  const [, east, north] = POINT.exec(text) ?? []
  if (east === undefined || north === undefined) return text
  const degrees = (value: string) => `${new Intl.NumberFormat(localeOf(ui), { maximumFractionDigits: 2 }).format(Math.abs(Number(value)))}°`
  return fill(words.coordinates, {
    north: fill(Number(north) < 0 ? words.degreesSouth : words.degreesNorth, { value: degrees(north) }),
    east: fill(Number(east) < 0 ? words.degreesWest : words.degreesEast, { value: degrees(east) }),
  })
}

const DATE = /^(-?\d{1,6})(?:-(\d{2}))?(?:-(\d{2}))?/

/** A day, a month or a year, as the graph has it. */
export function dateText(text: string, ui: Ui): string {
  const [, year, month, day] = DATE.exec(text) ?? []
  if (year === undefined) return text
  // Years before the first: RDF 1.1 has 0 for 1 BC, as ISO 8601 and this calendar do.
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(day ?? 1))
  return new Intl.DateTimeFormat(localeOf(ui), {
    timeZone: 'UTC', calendar: 'gregory', year: 'numeric', ...(Number(year) < 1 ? { era: 'short' as const } : {}),
    ...(month === undefined ? {} : { month: 'long' as const }), ...(day === undefined ? {} : { day: 'numeric' as const }),
  }).format(at)
}

/** Names of the sources that say so. */
export function sourcesOf({ source, sources }: Value): string[] {
  return sources ?? (source === undefined || source === null || source === '' ? [] : [source])
}

export function titleOf(name: string, sources: readonly Source[]): string {
  return sources.find((each) => each.name === name)?.title || name
}

/** Where the text of a licence is: its own address, or SPDX's page of it. */
export function licenceAddress(licence: string): string | null {
  if (/^https?:\/\//i.test(licence)) return licence
  return /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(licence) ? `https://spdx.org/licenses/${licence}.html` : null
}

/** A picture that the page may show: a flag as text, or one of this server. */
export function pictureOf(image: string): { text: string } | { src: string } | null {
  if (image === '') return null
  if (/^\/(?!\/)/.test(image)) return { src: image }
  return /^\w+:/.test(image) || image.length > 16 ? null : { text: image }
}
