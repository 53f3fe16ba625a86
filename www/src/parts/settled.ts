import { useEffect, useState } from "preact/hooks";

/** How long a value has to stay as it is, in milliseconds. */
const PAUSE = 200;

/** The value, or while it changes quickly and `slow` holds, the one from before: for what need not keep up with typing. */
export function useSettled<T>(value: T, slow: boolean): T {
  const [settled, setSettled] = useState(() => value);
  useEffect(() => {
    if (!slow) return setSettled(() => value);
    const timer = setTimeout(() => setSettled(() => value), PAUSE);
    return () => clearTimeout(timer);
  }, [value, slow]);
  return slow ? settled : value;
}
