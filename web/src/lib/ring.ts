/** Geometry of the wheel: chevron-shaped ring segments, clockwise from twelve o'clock. Angles in turns, lengths in SVG units. */

export interface Point {
  x: number;
  y: number;
}

export interface RingShape {
  count: number;
  inner: number;
  outer: number;
  /** Width of the slit between two segments, in SVG units. */
  gap: number;
  /** How far the middle of each edge runs ahead of its ends, in turns. */
  lead: number;
}

/** The point at an angle (in turns, clockwise from the top) and a distance from the centre. */
export function pointAt(turn: number, radius: number): Point {
  const angle = turn * 2 * Math.PI;
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}

function write({ x, y }: Point): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

/** The outline of one segment as an SVG path. Both edges point the way the wheel turns. */
export function segmentPath(index: number, { count, inner, outer, gap, lead }: RingShape): string {
  const slit = (radius: number): number => gap / 2 / (2 * Math.PI * radius);
  const middle = (inner + outer) / 2;
  const [start, end] = [(index - 0.5) / count, (index + 0.5) / count];
  return [
    `M${write(pointAt(start + slit(outer), outer))}`,
    `A${outer} ${outer} 0 0 1 ${write(pointAt(end - slit(outer), outer))}`,
    `L${write(pointAt(end - slit(middle) + lead, middle))}`,
    `L${write(pointAt(end - slit(inner), inner))}`,
    `A${inner} ${inner} 0 0 0 ${write(pointAt(start + slit(inner), inner))}`,
    `L${write(pointAt(start + slit(middle) + lead, middle))}`,
    "Z",
  ].join("");
}

/** An arc along the ring, from one angle to another (clockwise, in turns), as an SVG path. */
export function arcPath(from: number, to: number, radius: number): string {
  const large = to - from > 0.5 ? 1 : 0;
  return `M${write(pointAt(from, radius))}A${radius} ${radius} 0 ${large} 1 ${write(pointAt(to, radius))}`;
}
