//! The settings of a URL for the library that encrypts.

use super::{Tls, Trust, fault, read, read_identity};
use parallax_dialect::Fault;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::path::Path;
use std::sync::Arc;

impl Tls {
    pub(crate) fn config(&self) -> Result<ClientConfig, Fault> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions =
            ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
        let builder = versions.map_err(|error| fault(error.to_string()))?;
        let inner = match self.trust {
            Trust::Anyone => None,
            Trust::Signed | Trust::Named => {
                let roots = Arc::new(self.root_store()?);
                let inner = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
                Some(inner.map_err(|error| fault(error.to_string()))?)
            }
        };
        let verifier =
            Verifier { inner, named: self.trust == Trust::Named, pinned: self.pinned()?, provider };
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let Some(path) = &self.identity else { return Ok(builder.with_no_client_auth()) };
        let wrong = |error: &dyn std::fmt::Display| fault(format!("{}: {error}", path.display()));
        let bytes = read_identity(path)?;
        let key = PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| wrong(&error))?;
        builder.with_client_auth_cert(certificates(path, &bytes)?, key).map_err(|error| wrong(&error))
    }

    /// The certificates that the URL names.
    fn pinned(&self) -> Result<Vec<CertificateDer<'static>>, Fault> {
        self.roots.as_ref().map_or(Ok(Vec::new()), |path| certificates(path, &read(path)?))
    }

    /// Mozilla's, and those of the URL.
    fn root_store(&self) -> Result<RootCertStore, Fault> {
        let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for certificate in self.pinned()? {
            store.add(certificate).map_err(|error| fault(error.to_string()))?;
        }
        Ok(store)
    }
}

fn certificates(path: &Path, bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        // DER has no frame.
        Ok(_) => Ok(vec![CertificateDer::from(bytes.to_vec())]),
        Err(error) => Err(fault(format!("{}: {error}", path.display()))),
    }
}

/// Asks of a certificate what the URL asks.
#[derive(Debug)]
struct Verifier {
    /// None: any certificate is believed.
    inner: Option<Arc<WebPkiServerVerifier>>,
    /// It must name the host.
    named: bool,
    /// Certificates that are believed themselves: a server may show the one that the URL names, signed by itself.
    pinned: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        if self.pinned.iter().any(|pinned| pinned == end_entity) {
            if self.named {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.named => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
