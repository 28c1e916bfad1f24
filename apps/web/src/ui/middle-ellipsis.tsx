// A name that is cut in its middle where there is no room for it: beginnings and ends tell runs apart. The whole name is its tip.
import { useIsCut } from "./is-cut.ts";

/** Characters at the end that always stay. */
const TAIL_LENGTH = 10;

export function MiddleEllipsis({ text, tip = text }: { readonly text: string; readonly tip?: string }) {
  const [room, isCut] = useIsCut(text);
  const characters = isCut ? Array.from(text) : [];
  const cut = characters.length - TAIL_LENGTH;
  return (
    <span ref={room} className="middle-ellipsis" data-tip={tip} data-tip-when-cut="">
      {cut > 4 ? (
        <>
          <bdi className="middle-ellipsis-head">{characters.slice(0, cut).join("")}</bdi>
          <bdi className="middle-ellipsis-tail">{characters.slice(cut).join("")}</bdi>
        </>
      ) : (
        // In one piece, so that it is found by searching the page, and written in its own direction.
        <bdi className="middle-ellipsis-head">{text}</bdi>
      )}
    </span>
  );
}
