namespace Cloakroom.Server.Accounts;

/// <summary>The field <c>carrier</c> of whatever logs in: by what the client will show the session.</summary>
internal static class CarrierField
{
    /// <summary>What the text names, a cookie where there is none; null for anything else.</summary>
    public static Carrier? Read(string? text) => text switch
    {
        null or "cookie" => Carrier.Cookie,
        "token" => Carrier.Token,
        "jwt-cookie" => Carrier.JwtCookie,
        _ => null,
    };

    public static Refusal Refusal() => Cloakroom.Refusal.Because(Reason.InvalidRequest, "The field carrier is none of cookie, token, jwt-cookie.");
}
