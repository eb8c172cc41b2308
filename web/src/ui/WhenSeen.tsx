import { useEffect, useRef, useState, type ReactNode } from "react";

/** Children that are made once their place comes near the visible part of the page; until then the place is kept free. */
export function WhenSeen({ height, children }: { height: number; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: "300px" });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={box} style={{ minHeight: height }}>
      {seen && children}
    </div>
  );
}
