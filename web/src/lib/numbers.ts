const LOCALE = "en";
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(LOCALE, options);
  formats.set(key, made);
  return made;
}

/** A whole number with thousands separators: 1,204,311. */
export function formatCount(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** A count that fits a narrow place: 1.2M, 48.2K, 640. */
export function formatCompact(value: number): string {
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A measured value with four significant digits; very small and very large ones in scientific notation. */
export function formatMeasure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return formatCount(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e9) return value.toExponential(2).replace("e+", "e");
  return numberFormat({ maximumSignificantDigits: size >= 1000 ? 6 : 4 }).format(value);
}

/** A share between 0 and 1 as a percentage: 34%. */
export function formatShare(share: number): string {
  return numberFormat({ style: "percent", maximumFractionDigits: share > 0 && share < 0.01 ? 2 : 0 }).format(share);
}

/** An amount of money in US dollars, with the digits that small model bills need: $0.0042. */
export function formatMoney(amount: number): string {
  const digits = amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2;
  return numberFormat({ style: "currency", currency: "USD", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount);
}

/** A duration given in seconds: 340 ms, 4.2 s, 3 min 05 s, 2 h 14 min, 3 d 4 h. */
export function formatDuration(seconds: number): string {
  // The bounds are where the rounded text would reach the next unit.
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${numberFormat({ maximumFractionDigits: 1 }).format(seconds)} s`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, "0")} min`;
  return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** A size in bytes in decimal units with three significant digits: 18.4 MB. */
export function formatBytes(bytes: number): string {
  const rounded = Number(bytes.toPrecision(3));
  const step = rounded < 1 ? 0 : Math.min(Math.floor(Math.log10(rounded) / 3), BYTE_UNITS.length - 1);
  return `${numberFormat({ maximumSignificantDigits: 3 }).format(rounded / 1000 ** step)} ${BYTE_UNITS[step]}`;
}
