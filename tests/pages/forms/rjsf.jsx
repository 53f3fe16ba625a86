import Form from "@rjsf/core";
import { useMemo, useState } from "react";
import { createForm } from "scimlens/forms";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A form of react-jsonschema-form, with neither Ajv nor a schema that someone wrote. */
export function SchemaForm({ scim }) {
  const [sent, setSent] = useState("");
  const form = useMemo(
    () =>
      createForm(scim, "User", {
        attributes: ["userName", "profileUrl", "emails", `${ENTERPRISE}:department`],
      }),
    [scim],
  );
  const [schema, uiSchema, validator] = useMemo(
    () => [form.jsonSchema(), form.uiSchema(), form.rjsfValidator()],
    [form],
  );
  return (
    <>
      <Form
        idPrefix="rjsf"
        schema={schema}
        uiSchema={uiSchema}
        validator={validator}
        liveValidate
        showErrorList={false}
        noHtml5Validate
        initialFormData={{ emails: [{ value: "" }] }}
        onSubmit={({ formData }) => setSent(JSON.stringify(form.toResource(formData).resource))}
      />
      <output>{sent}</output>
    </>
  );
}
