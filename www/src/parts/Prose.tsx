/** A sentence with code between backticks. */
export function Prose({ text }: { text: string }) {
  return (
    <>{text.split("`").map((part, index) => (index % 2 === 1 ? <Name text={part} /> : part))}</>
  );
}

/** A name as code. A long one breaks after a colon. */
export function Name({ text }: { text: string }) {
  const [first, ...rest] = text.split(":");
  return (
    <code>
      {first}
      {rest.map(part => (
        <>
          :<wbr />
          {part}
        </>
      ))}
    </code>
  );
}
