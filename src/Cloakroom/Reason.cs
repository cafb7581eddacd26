namespace Cloakroom;

/// <summary>
/// Why a request was refused. The code is stable: it is in problem bodies, logs, metrics and traces, and programs may rely on it.
/// docs/errors.md is generated from this table.
/// </summary>
public sealed class Reason
{
    private static readonly List<Reason> Table = [];

    private Reason(string code, int status, string title, string fix)
    {
        (Code, Status, Title, Fix) = (code, status, title, fix);
        Table.Add(this);
    }

    /// <summary>The stable code, for example <c>expired_idle</c>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status it is answered with (RFC 9110 15.5).</summary>
    public int Status { get; }

    /// <summary>One sentence for a person; the same for every request, and without a secret.</summary>
    public string Title { get; }

    /// <summary>What to do about it.</summary>
    public string Fix { get; }

    /// <summary>Every reason, in the order of declaration.</summary>
    public static IReadOnlyList<Reason> All => Table;

    /// <inheritdoc />
    public override string ToString() => Code;

    /// <summary>The request shows no session at all.</summary>
    public static Reason NoCredentials { get; } = new(
        "no_credentials", 401, "No session was shown with the request.",
        "Log in; if you did, ask the doctor why the cookie was not sent.");

    /// <summary>The carrier holds something that cannot be a session ID.</summary>
    public static Reason Malformed { get; } = new(
        "malformed", 401, "The session shown has not the form of one.",
        "Delete the cookie and log in again; a proxy or client may have altered it.");

    /// <summary>A well-formed ID that the store does not know.</summary>
    public static Reason UnknownSession { get; } = new(
        "unknown_session", 401, "The session is not known here.",
        "Log in again; if it happens often, look whether several stores or deployments answer under one name.");

    /// <summary>The idle timeout has passed.</summary>
    public static Reason ExpiredIdle { get; } = new(
        "expired_idle", 401, "The session was unused for too long.",
        "Log in again; Session:Idle sets the time.");

    /// <summary>The absolute lifetime has passed.</summary>
    public static Reason ExpiredAbsolute { get; } = new(
        "expired_absolute", 401, "The session reached its greatest age.",
        "Log in again; Session:Absolute sets the age.");

    /// <summary>Ended by logout, from another session, by an administrator, or replaced by a new ID.</summary>
    public static Reason Revoked { get; } = new(
        "revoked", 401, "The session was ended.",
        "Log in again; the list of sessions shows those that are live.");

    /// <summary>The account was disabled or deleted while the session was live.</summary>
    public static Reason UserDisabled { get; } = new(
        "user_disabled", 401, "The account is disabled.",
        "Ask an administrator.");

    /// <summary>The signature of the token is not by a key of this issuer, or by another algorithm (RFC 7515 5.2, RFC 8725 3.1).</summary>
    public static Reason BadSignature { get; } = new(
        "bad_signature", 401, "The token was not issued here.",
        "Get a new token; if it happens often, look whether the verifier reads the keys of the right issuer.");

    /// <summary>The token is meant for another service (RFC 9068 4).</summary>
    public static Reason WrongAudience { get; } = new(
        "wrong_audience", 401, "The token is for another service.",
        "Ask for a token of this service; Token:Audience names it.");

    /// <summary>The access token is past its <c>exp</c> (RFC 7519 4.1.4).</summary>
    public static Reason TokenExpired { get; } = new(
        "token_expired", 401, "The token has expired.",
        "Get a new one with the refresh token: POST /auth/refresh.");

    /// <summary>A refresh token came a second time, or never was: the whole session is ended (RFC 9700 4.14.2).</summary>
    public static Reason RefreshReused { get; } = new(
        "refresh_reused", 401, "The refresh token was used before, so the session was ended.",
        "Log in again; if nobody copied the token, look whether a client keeps an old one after a refresh.");

    /// <summary>Two different identities, or two cookies of the session name.</summary>
    public static Reason AmbiguousCredentials { get; } = new(
        "ambiguous_credentials", 401, "The request shows more than one session.",
        "Send one; two cookies of the same name come from a cookie set for another path or domain: delete that one.");

    /// <summary>The store cannot be asked, or cannot make a write durable.</summary>
    public static Reason StoreUnavailable { get; } = new(
        "store_unavailable", 503, "Sessions cannot be checked at the moment.",
        "Try again after the time in Retry-After; nobody was logged out.");

    /// <summary>Sec-Fetch-Site is cross-site.</summary>
    public static Reason CsrfCrossSite { get; } = new(
        "csrf_cross_site", 403, "The request came from another site.",
        "Send it from a page of this origin, or list the origin in Csrf:Origins.");

    /// <summary>Sec-Fetch-Site is same-site.</summary>
    public static Reason CsrfSameSite { get; } = new(
        "csrf_same_site", 403, "The request came from another origin of the same site.",
        "Send it from a page of this origin, or list the origin in Csrf:Origins.");

    /// <summary>Origin is neither the public origin nor a listed one.</summary>
    public static Reason CsrfOrigin { get; } = new(
        "csrf_origin", 403, "The Origin of the request is not accepted.",
        "Check PublicUrl, or list the origin in Csrf:Origins.");

    /// <summary>Neither Sec-Fetch-Site nor Origin nor a token is present.</summary>
    public static Reason CsrfTokenMissing { get; } = new(
        "csrf_token_missing", 403, "The request does not prove that it comes from this site.",
        "Send Origin, or the token of GET /auth/csrf in the header X-CSRF-Token.");

    /// <summary>The token was altered or made for another session.</summary>
    public static Reason CsrfTokenInvalid { get; } = new(
        "csrf_token_invalid", 403, "The CSRF token does not belong to this session.",
        "Fetch a new token from GET /auth/csrf after every login.");

    /// <summary>The last authentication is older than the policy allows.</summary>
    public static Reason FreshLoginRequired { get; } = new(
        "fresh_login_required", 401, "This needs a more recent login.",
        "Log in again, then repeat the action.");

    /// <summary>Authenticated, but not authorized.</summary>
    public static Reason RoleRequired { get; } = new(
        "role_required", 403, "The account lacks the role that this needs.",
        "Ask an administrator for the role.");

    /// <summary>It would leave nobody who can administer.</summary>
    public static Reason LastAdministrator { get; } = new(
        "last_administrator", 409, "This is the last administrator who can log in.",
        "Give somebody else the role admin first.");

    /// <summary>The next signing key waits for its time already.</summary>
    public static Reason NextKeyExists { get; } = new(
        "next_key_exists", 409, "The next signing key is there already.",
        "Wait until it signs, or rotate at once, which ends all access tokens.");

    /// <summary>Login failed. The same answer for unknown, locked and disabled accounts.</summary>
    public static Reason InvalidCredentials { get; } = new(
        "invalid_credentials", 401, "The address or the password is wrong.",
        "Check both and try again.");

    /// <summary>The password was right; the account has a second factor (ASVS 6.3.3).</summary>
    public static Reason MfaRequired { get; } = new(
        "mfa_required", 401, "The code of the second factor is missing.",
        "Send it with the mfa_token to POST /auth/login/mfa.");

    /// <summary>Not a code of the app, one that was used before, or no recovery code of this account.</summary>
    public static Reason InvalidCode { get; } = new(
        "invalid_code", 401, "The code is not right, or was used before.",
        "Each code works once: wait for the next one, and check the clock of the device.");

    /// <summary>A login that was half done is over: after ten minutes, five wrong codes, or a change of the account.</summary>
    public static Reason LoginExpired { get; } = new(
        "login_expired", 401, "This login took too long, or had too many wrong codes.",
        "Log in again with the password.");

    /// <summary>Login is throttled.</summary>
    public static Reason TooManyAttempts { get; } = new(
        "too_many_attempts", 429, "There were too many failed attempts.",
        "Wait for the time in Retry-After, then try again.");

    /// <summary>The queue for password checks is full; live sessions are not affected.</summary>
    public static Reason Overloaded { get; } = new(
        "overloaded", 503, "Too many people are logging in at the moment.",
        "Try again after the time in Retry-After.");

    /// <summary>Registration of an address that is in use.</summary>
    public static Reason EmailTaken { get; } = new(
        "email_taken", 409, "There is an account with this address already.",
        "Log in, or use another address.");

    /// <summary>The password does not meet the policy.</summary>
    public static Reason WeakPassword { get; } = new(
        "weak_password", 400, "The password is too easy to guess.",
        "Choose a longer one that nobody else would: no usual password, no pattern, not your address or the name of this site.");

    /// <summary>A passkey did not log in, or could not be added. The same answer for unknown passkeys and for those of disabled accounts.</summary>
    public static Reason PasskeyRefused { get; } = new(
        "passkey_refused", 401, "The passkey was not accepted.",
        "Try again within five minutes of the question; if it stays so, log in with the password and add the passkey anew.");

    /// <summary>No more passkeys for one account.</summary>
    public static Reason TooManyPasskeys { get; } = new(
        "too_many_passkeys", 409, "The account has as many passkeys as it can have.",
        "Remove one that you do not use any more.");

    /// <summary>Without it nobody could log in to the account any more.</summary>
    public static Reason LastWayIn { get; } = new(
        "last_way_in", 409, "It is the only way to log in to the account.",
        "Set a password or add another way first.");

    /// <summary>Registration is closed.</summary>
    public static Reason RegistrationClosed { get; } = new(
        "registration_closed", 403, "New accounts are made by an administrator here.",
        "Ask an administrator for an account, or set Accounts:Registration to open.");

    /// <summary>The link of a mail was used, has expired, was replaced or never was (promise Q52).</summary>
    public static Reason LinkInvalid { get; } = new(
        "link_invalid", 400, "The link is not valid any more.",
        "A link works once and for a limited time; ask for a new one.");

    /// <summary>What was asked for needs a mail, and this server sends none.</summary>
    public static Reason MailNotConfigured { get; } = new(
        "mail_not_configured", 404, "This server sends no mail.",
        "Ask an administrator, or set Mail:Host.");

    /// <summary>What cannot be undone needs the address typed, and another one was.</summary>
    public static Reason NotConfirmed { get; } = new(
        "not_confirmed", 400, "The address typed is not that of this account.",
        "Type the address of the account to confirm.");

    /// <summary>A provider of logins answers that the person, or it itself, does not want to.</summary>
    public static Reason ExternalDenied { get; } = new(
        "external_denied", 403, "The login was cancelled at the provider.",
        "Try again, or log in another way.");

    /// <summary>The way back from a provider does not belong to a login that this browser began a moment ago (RFC 6749 10.12).</summary>
    public static Reason ExternalExpired { get; } = new(
        "external_expired", 400, "This login was begun in another browser, or too long ago.",
        "Begin again in this browser.");

    /// <summary>What a provider of logins sent is not in order.</summary>
    public static Reason ExternalFailed { get; } = new(
        "external_failed", 400, "The provider's answer could not be accepted.",
        "Try again; if it stays, the log of the server says what is wrong.");

    /// <summary>There is an account with the address that a provider names, and nobody has linked the two.</summary>
    public static Reason ExternalLinkFirst { get; } = new(
        "external_link_first", 409, "There is an account with this address already.",
        "Log in to it the way you always do; then the two can be linked.");

    /// <summary>A provider of logins tells no address that an account could have.</summary>
    public static Reason ExternalNoAddress { get; } = new(
        "external_no_address", 400, "The provider told no email address.",
        "Allow it to tell your address, or register here.");

    /// <summary>Somebody's login at a provider belongs to another account, or this account has another one there.</summary>
    public static Reason ExternalTaken { get; } = new(
        "external_taken", 409, "This login is linked to another account, or the account to another login.",
        "Use the one that is linked, or unlink it first.");

    /// <summary>A provider of logins does not answer.</summary>
    public static Reason ExternalUnavailable { get; } = new(
        "external_unavailable", 502, "The provider cannot be reached at the moment.",
        "Try again a little later, or log in another way.");

    /// <summary>Whoever asks for a decision about somebody else's request is not a proxy of this installation.</summary>
    public static Reason UntrustedProxy { get; } = new(
        "untrusted_proxy", 403, "Only a proxy that is listed may ask this.",
        "List the address of the proxy in TrustedProxies.");

    /// <summary>A method that no application behind a proxy is to get.</summary>
    public static Reason MethodRefused { get; } = new(
        "method_refused", 403, "Requests of this method are not passed on.",
        "Use a method of RFC 9110 other than TRACE and CONNECT, in capital letters.");

    /// <summary>Wrong type, missing or unknown field, wrong encoding.</summary>
    public static Reason InvalidRequest { get; } = new(
        "invalid_request", 400, "The request has not the expected form.",
        "Compare it with the documentation of the endpoint.");

    /// <summary>Unknown handle or key.</summary>
    public static Reason NotFound { get; } = new(
        "not_found", 404, "There is nothing under this name.",
        "Check the name; the name of another user is treated like an unknown one.");

    /// <summary>If-Match or If-None-Match did not hold.</summary>
    public static Reason Conflict { get; } = new(
        "conflict", 412, "Somebody else changed it first.",
        "Read it again, then repeat the change.");

    /// <summary>Request body or session data over the limit.</summary>
    public static Reason TooLarge { get; } = new(
        "too_large", 413, "The data of a session is limited to 64 KiB.",
        "Store less, or keep it elsewhere and store a reference.");

    /// <summary>The body came too slowly, or its end did not come.</summary>
    public static Reason RequestTimeout { get; } = new(
        "request_timeout", 408, "The body of the request arrived too slowly.",
        "Send it again; a body has to arrive with 1 KiB in a second at least.");

    /// <summary>Content-Type is missing or another.</summary>
    public static Reason UnsupportedMediaType { get; } = new(
        "unsupported_media_type", 415, "The body is neither JSON nor a form.",
        "Send Content-Type: application/json.");

    /// <summary>The endpoint exists, but not for this method.</summary>
    public static Reason MethodNotAllowed { get; } = new(
        "method_not_allowed", 405, "This address cannot be used with that method.",
        "Use one of the methods in the header Allow.");

    /// <summary>The last resort: something broke that nobody foresaw.</summary>
    public static Reason InternalError { get; } = new(
        "internal_error", 500, "Something broke on the server.",
        "Try again; if it stays, give the traceId to whoever runs this server.");
}
