use super::options::Limits;
use super::refusal::Refusal;
use super::request::{Input, Members};
use crate::json::{Document, Kind, Tape};
use crate::profile::Profile;
use crate::schema::{Registry, ResourceTypeView, TypeId};

/// The members of a call that opens a toolkit.
pub(super) const OPEN: &[&str] = &["call", "schemas", "resourceTypes", "profile", "limits"];

/// Schemas, a profile and limits: what a call is answered by.
#[derive(Debug)]
pub(super) struct Toolkit {
    pub(super) registry: Registry,
    pub(super) profile: Profile,
    pub(super) limits: Limits,
}

impl Toolkit {
    /// The built-in schemas, the profile "rfc" and the default limits.
    pub(super) fn plain() -> Self {
        Self {
            registry: Registry::builtin(),
            profile: Profile::default(),
            limits: Limits::default(),
        }
    }

    /// Those that a request names.
    pub(super) fn open(request: Members<'_>) -> Result<Self, Refusal> {
        let texts = |name| -> Result<Vec<String>, Refusal> {
            let documents = request.documents(name)?.into_iter();
            Ok(documents.map(|input| input.text.into_owned()).collect())
        };
        let (schemas, types) = (texts("schemas")?, texts("resourceTypes")?);
        let builder = schemas
            .iter()
            .fold(Registry::builder(), |builder, text| builder.schemas(text));
        let builder = types
            .iter()
            .fold(builder, |builder, text| builder.resource_types(text));
        let registry = builder.build().map_err(|refused| {
            let mut out = String::new();
            refused.write(&schemas, &types, &mut out);
            Refusal(out)
        })?;
        Ok(Self {
            registry,
            profile: request.profile()?,
            limits: request.limits()?,
        })
    }

    /// Parses a document. Of one that is beyond the limit only the length is known.
    pub(super) fn document<'t>(&self, input: &'t Input<'_>) -> Document<'t> {
        self.parse(&input.text)
    }

    pub(super) fn parse<'t>(&self, text: &'t str) -> Document<'t> {
        if text.len() > self.limits.json.bytes as usize {
            return Document::too_large(self.limits.json, Tape::default());
        }
        Document::read(text, self.limits.json, Tape::default())
    }

    /// The resource as it is stored, which a validation is told.
    pub(super) fn current<'t>(
        &self,
        text: Option<&'t str>,
    ) -> Result<Option<Document<'t>>, Refusal> {
        let Some(text) = text else {
            return Ok(None);
        };
        let document = self.parse(text);
        let object = document
            .root()
            .is_some_and(|root| root.kind() == Kind::Object);
        if !object || !document.defects().is_empty() {
            let detail = "The option `current` is a resource: a JSON object.";
            return Err(Refusal::unusable(detail));
        }
        Ok(Some(document))
    }

    /// The resource type that was told or found out.
    pub(super) fn view(&self, id: Option<TypeId>) -> Result<ResourceTypeView<'_>, Refusal> {
        let view = id.and_then(|id| self.registry.view(id));
        view.ok_or_else(|| {
            let detail = "No resource type is known for the resource: name it in the options.";
            Refusal::unusable(detail)
        })
    }
}
