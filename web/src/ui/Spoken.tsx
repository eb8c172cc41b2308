/** Words for those who listen to the page, where others see a shape or a place. */
export function Spoken({ children }: { children: string }) {
  return <span className="spoken">{children}</span>;
}
