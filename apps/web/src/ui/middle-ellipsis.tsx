// A name that is cut in its middle when there is no room: beginnings and ends tell runs apart. The whole name is its tip.

/** Characters at the end that always stay. */
const TAIL_LENGTH = 10;

export function MiddleEllipsis({ text, tip = text }: { readonly text: string; readonly tip?: string }) {
  const characters = Array.from(text);
  const cut = Math.max(0, characters.length - TAIL_LENGTH);
  return (
    <span className="middle-ellipsis" data-tip={tip} data-tip-when-cut="">
      {cut > 4 ? (
        <>
          <span className="middle-ellipsis-head">{characters.slice(0, cut).join("")}</span>
          <span className="middle-ellipsis-tail">{characters.slice(cut).join("")}</span>
        </>
      ) : (
        <span className="middle-ellipsis-head">{text}</span>
      )}
    </span>
  );
}
