// A value that follows another one when that rests.
import { useEffect, useState } from "react";

/** `key` tells values apart. */
export function useRested<Value>(value: Value, key: string, restMillis: number): Value {
  const [rested, setRested] = useState({ value, key });
  useEffect(() => {
    if (key === rested.key) return undefined;
    const timer = window.setTimeout(() => setRested({ value, key }), restMillis);
    return () => window.clearTimeout(timer);
  }, [value, key, rested.key, restMillis]);
  return rested.value;
}
