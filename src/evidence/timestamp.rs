//! Time-stamps of RFC 3161: the request over the Merkle root, and the check of a token, offline.
//!
//! A token is good when its imprint is the root (or the SHA-256 of `manifest.json`, which holds
//! it), when its CMS signature is that of a certificate meant for time-stamping, and when that
//! certificate leads to one that the reader trusts, at the time of the token. What RFC 3161 and
//! RFC 5816 ask (signed attributes, certificate identifier, nonce) is checked too.
//!
//! Must not ask anyone for anything: the request is a file, the token comes back as a file.

use std::time::Duration;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5280, rfc5911, rfc5912, rfc6268};
use der::asn1::{Int, OctetString};
use der::{Any, Decode, Encode, Sequence};
use jiff::Timestamp;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use rustls_pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, SubjectKeyIdentifier};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

/// `id-ct-TSTInfo`: what a time-stamp token holds.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// `id-aa-signingCertificate`, with SHA-1 (RFC 2634).
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// `id-aa-signingCertificateV2` (RFC 5035).
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// Content octets of `id-kp-timeStamping`, as webpki asks for them.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    pub at: Timestamp,
    /// Name of the authority's certificate.
    pub authority: String,
    /// Serial number of the token, hexadecimal.
    pub serial: String,
    pub trust: Trust,
}

/// Where the authority's certificate leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// To a certificate that was given as trusted.
    Anchored,
    /// Nothing was given to lead to: signature good, authority not evaluated.
    NotEvaluated,
}

/// A request for a token over a digest: what a time-stamping service takes as it is.
///
/// `nonce` ties the answer to this request.
pub fn request(digest: &[u8; 32], nonce: &[u8; 8]) -> Result<Vec<u8>, der::Error> {
    // A leading zero bit keeps the integer positive, a leading one keeps it minimal.
    let mut positive = *nonce;
    positive[0] = (positive[0] & 0x3f) | 0x40;
    TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: rfc5912::ID_SHA_256,
                parameters: Some(Any::null()),
            },
            hashed_message: OctetString::new(digest.as_slice())?,
        },
        req_policy: None,
        nonce: Some(Int::new(&positive)?),
        cert_req: true,
        extensions: None,
    }
    .to_der()
}

/// Certificates of a PEM file (several may follow each other) or of one DER certificate.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, &'static str> {
    let wrong = "ce n'est pas un certificat X.509 en PEM ou en DER";
    if let Ok(one) = Certificate::from_der(bytes) {
        return Ok(vec![one]);
    }
    let found = Certificate::load_pem_chain(bytes).map_err(|_| wrong)?;
    if found.is_empty() { Err(wrong) } else { Ok(found) }
}

/// What a token is checked against.
pub struct Expected<'a> {
    /// Digests any of which the token may carry.
    pub digests: &'a [[u8; 32]],
    /// The request it answers, when it was kept.
    pub request: Option<&'a [u8]>,
    /// Certificates that may complete the token's own.
    pub chain: &'a [Certificate],
    /// Certificates trusted as the end of a chain.
    pub anchors: &'a [Certificate],
}

/// Checks a token, or a whole response of a time-stamping service.
pub fn check(token: &[u8], expected: &Expected<'_>) -> Result<Stamp, &'static str> {
    let signed = signed_data(token)?;
    let content = signed
        .encap_content_info
        .econtent
        .as_ref()
        .filter(|_| signed.encap_content_info.econtent_type == TST_INFO)
        .ok_or("il ne contient pas d'horodatage")?
        .value();
    let info = TstInfo::from_der(content).map_err(|_| "son contenu est illisible")?;
    check_imprint(&info, expected.digests)?;
    check_nonce(&info, expected.request)?;

    let mut candidates = embedded(&signed);
    candidates.extend(expected.chain.iter().chain(expected.anchors).cloned());
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err("il doit avoir un signataire et un seul");
    };
    let certificate = candidates
        .iter()
        .find(|certificate| is_signer(certificate, &signer.sid))
        .ok_or("le certificat de l'autorité manque : joignez-le avec --chain")?;
    check_signer(signer, content, certificate)?;

    let at = info.gen_time.to_unix_duration();
    let trust = if expected.anchors.is_empty() {
        Trust::NotEvaluated
    } else {
        check_chain(certificate, &candidates, expected.anchors, at)?;
        Trust::Anchored
    };
    Ok(Stamp {
        at: Timestamp::from_second(at.as_secs() as i64).map_err(|_| "sa date est impossible")?,
        authority: certificate.tbs_certificate.subject.to_string(),
        serial: crate::hexadecimal::hexadecimal(info.serial_number.as_bytes()),
        trust,
    })
}

/// Certificates among these that sign themselves: possible ends of a chain.
pub fn self_signed(certificates: &[Certificate]) -> Vec<Certificate> {
    let own = |certificate: &&Certificate| {
        certificate.tbs_certificate.subject == certificate.tbs_certificate.issuer
    };
    certificates.iter().filter(own).cloned().collect()
}

fn signed_data(token: &[u8]) -> Result<SignedData, &'static str> {
    let content = match TimeStampResp::from_der(token) {
        Ok(response) => response
            .time_stamp_token
            .ok_or("l'autorité a refusé la demande : réponse sans jeton")?,
        Err(_) => ContentInfo::from_der(token)
            .map_err(|_| "ce n'est ni une réponse ni un jeton RFC 3161")?,
    };
    if content.content_type != rfc5911::ID_SIGNED_DATA {
        return Err("ce n'est pas un jeton signé");
    }
    content.content.decode_as::<SignedData>().map_err(|_| "son enveloppe est illisible")
}

fn check_imprint(info: &TstInfo, digests: &[[u8; 32]]) -> Result<(), &'static str> {
    let imprint = &info.message_imprint;
    if imprint.hash_algorithm.oid != rfc5912::ID_SHA_256 {
        return Err("son empreinte n'est pas un SHA-256");
    }
    let carried = imprint.hashed_message.as_bytes();
    if digests.iter().any(|digest| digest == carried) {
        Ok(())
    } else {
        Err("il porte sur autre chose que la racine de ce dossier")
    }
}

fn check_nonce(info: &TstInfo, request: Option<&[u8]>) -> Result<(), &'static str> {
    let Some(bytes) = request else { return Ok(()) };
    let request = TimeStampReq::from_der(bytes).map_err(|_| "la demande gardée est illisible")?;
    match (&request.nonce, &info.nonce) {
        // A token asked for with another request has its own nonce, or none.
        (Some(asked), Some(given)) if asked.as_bytes() != given.as_bytes() => {
            Err("il répond à une autre demande (nonce différent)")
        }
        _ => Ok(()),
    }
}

fn embedded(signed: &SignedData) -> Vec<Certificate> {
    let set = signed.certificates.iter().flat_map(|set| set.0.iter());
    set.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
        CertificateChoices::Other(_) => None,
    })
    .collect()
}

fn is_signer(certificate: &Certificate, id: &SignerIdentifier) -> bool {
    let inner = &certificate.tbs_certificate;
    match id {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            inner.issuer == named.issuer && inner.serial_number == named.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            matches!(inner.get::<SubjectKeyIdentifier>(), Ok(Some((_, own))) if own == *id)
        }
    }
}

fn check_signer(
    signer: &SignerInfo,
    content: &[u8],
    certificate: &Certificate,
) -> Result<(), &'static str> {
    let attributes = signer.signed_attrs.as_ref().ok_or("ses attributs signés manquent")?;
    let value = |oid: ObjectIdentifier| {
        let attribute = attributes.iter().find(|attribute| attribute.oid == oid)?;
        attribute.values.iter().next()
    };
    let kind = value(rfc6268::ID_CONTENT_TYPE).and_then(|any| any.decode_as().ok());
    if kind != Some(TST_INFO) {
        return Err("ses attributs signés ne désignent pas un horodatage");
    }
    let digest = value(rfc6268::ID_MESSAGE_DIGEST)
        .and_then(|any| any.decode_as::<OctetString>().ok())
        .ok_or("l'empreinte de son contenu manque")?;
    let hash = Hash::of(&signer.digest_alg.oid).ok_or("algorithme d'empreinte non admis")?;
    if hash.digest(content) != digest.as_bytes() {
        return Err("son contenu a été modifié");
    }
    let der = certificate.to_der().map_err(|_| "certificat illisible")?;
    if let Some(any) = value(SIGNING_CERTIFICATE_V2) {
        if !names_v2(any, &der) {
            return Err("il désigne un autre certificat que celui qui l'a signé");
        }
    } else if let Some(any) = value(SIGNING_CERTIFICATE) {
        if !names_v1(any, &der) {
            return Err("il désigne un autre certificat que celui qui l'a signé");
        }
    } else {
        return Err("il ne désigne pas le certificat qui l'a signé");
    }
    // The signature is over the attributes as a SET OF, not under their implicit tag.
    let message = attributes.to_der().map_err(|_| "ses attributs signés sont illisibles")?;
    check_signature(signer, hash, &message, certificate)
}

fn check_signature(
    signer: &SignerInfo,
    hash: Hash,
    message: &[u8],
    certificate: &Certificate,
) -> Result<(), &'static str> {
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let curve = || key.algorithm.parameters.as_ref().and_then(|any| any.decode_as().ok());
    let unsupported = "algorithme de signature non admis";
    let algorithm: &dyn VerificationAlgorithm = if key.algorithm.oid == rfc5912::RSA_ENCRYPTION {
        let pss = signer.signature_algorithm.oid == rfc5912::ID_RSASSA_PSS;
        match (hash, pss) {
            (Hash::Sha256, false) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Hash::Sha384, false) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Hash::Sha512, false) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Hash::Sha256, true) => &signature::RSA_PSS_2048_8192_SHA256,
            (Hash::Sha384, true) => &signature::RSA_PSS_2048_8192_SHA384,
            (Hash::Sha512, true) => &signature::RSA_PSS_2048_8192_SHA512,
        }
    } else if key.algorithm.oid == rfc5912::ID_EC_PUBLIC_KEY {
        match (curve(), hash) {
            (Some(rfc5912::SECP_256_R_1), Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
            (Some(rfc5912::SECP_256_R_1), Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
            (Some(rfc5912::SECP_384_R_1), Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
            (Some(rfc5912::SECP_384_R_1), Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
            _ => return Err(unsupported),
        }
    } else if key.algorithm.oid == const_oid::db::rfc8410::ID_ED_25519 {
        &signature::ED25519
    } else {
        return Err(unsupported);
    };
    let public = key.subject_public_key.as_bytes().ok_or("clé de l'autorité illisible")?;
    UnparsedPublicKey::new(algorithm, public)
        .verify(message, signer.signature.as_bytes())
        .map_err(|_| "sa signature est fausse")
}

fn check_chain(
    certificate: &Certificate,
    candidates: &[Certificate],
    anchors: &[Certificate],
    at: Duration,
) -> Result<(), &'static str> {
    if !is_for_time_stamping(certificate) {
        return Err("le certificat de l'autorité n'est pas fait pour l'horodatage");
    }
    if anchors.contains(certificate) {
        // Trusted itself: only its dates are left to check.
        return if is_valid_at(certificate, at) { Ok(()) } else { Err(OUT_OF_DATE) };
    }
    let der = |certificate: &Certificate| {
        certificate.to_der().map(CertificateDer::from).map_err(|_| "certificat illisible")
    };
    let leaf = der(certificate)?;
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| "certificat de l'autorité illisible")?;
    let roots = anchors.iter().map(der).collect::<Result<Vec<_>, _>>()?;
    let roots: Vec<_> = roots.iter().filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
    let between = candidates.iter().map(der).collect::<Result<Vec<_>, _>>()?;
    leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &roots,
        &between,
        UnixTime::since_unix_epoch(at),
        KeyUsage::required(TIME_STAMPING),
        None,
        None,
    )
    .map(|_| ())
    .map_err(|error| match error {
        webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } => OUT_OF_DATE,
        _ => "le certificat de l'autorité ne mène à aucun certificat de confiance",
    })
}

const OUT_OF_DATE: &str = "un certificat de la chaîne n'était pas valable à la date du jeton";

fn is_for_time_stamping(certificate: &Certificate) -> bool {
    let purposes = certificate.tbs_certificate.get::<ExtendedKeyUsage>();
    matches!(purposes, Ok(Some((_, usage))) if usage.0.contains(&rfc5280::ID_KP_TIME_STAMPING))
}

fn is_valid_at(certificate: &Certificate, at: Duration) -> bool {
    let validity = &certificate.tbs_certificate.validity;
    (validity.not_before.to_unix_duration()..=validity.not_after.to_unix_duration()).contains(&at)
}

/// The hash functions admitted.
#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(oid: &ObjectIdentifier) -> Option<Self> {
        Some(match *oid {
            rfc5912::ID_SHA_256 => Self::Sha256,
            rfc5912::ID_SHA_384 => Self::Sha384,
            rfc5912::ID_SHA_512 => Self::Sha512,
            _ => return None,
        })
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// `ESSCertIDv2` of RFC 5035.
#[derive(Sequence)]
struct EssCertIdV2 {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// `SigningCertificateV2` of RFC 5035.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// `ESSCertID` of RFC 2634.
#[derive(Sequence)]
struct EssCertId {
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// `SigningCertificate` of RFC 2634.
#[derive(Sequence)]
struct SigningCertificate {
    certs: Vec<EssCertId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// Whether the first identifier of a `SigningCertificateV2` is that of this certificate.
fn names_v2(any: &Any, certificate: &[u8]) -> bool {
    let Ok(SigningCertificateV2 { certs, .. }) = any.decode_as() else { return false };
    certs.first().is_some_and(|id| {
        let hash = match &id.hash_algorithm {
            None => Some(Hash::Sha256),
            Some(algorithm) => Hash::of(&algorithm.oid),
        };
        hash.is_some_and(|hash| hash.digest(certificate) == id.cert_hash.as_bytes())
    })
}

/// The same for the older attribute, whose digest is SHA-1: it names a certificate, it proves
/// nothing by itself.
fn names_v1(any: &Any, certificate: &[u8]) -> bool {
    let Ok(SigningCertificate { certs, .. }) = any.decode_as() else { return false };
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, certificate);
    certs.first().is_some_and(|id| id.cert_hash.as_bytes() == digest.as_ref())
}
