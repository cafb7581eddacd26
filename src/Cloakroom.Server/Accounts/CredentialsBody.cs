namespace Cloakroom.Server.Accounts;

/// <summary>Reads the body of a login or a registration.</summary>
internal static class CredentialsBody
{
    public const int MaxBytes = Fields.MaxBytes;

    /// <summary>The credentials, or the refusal; exactly one of the two.</summary>
    public static async Task<(Credentials? Credentials, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(request, ["email", "password", "carrier"], "remember");
        return fields is null ? (null, refusal) : Check(fields);
    }

    private static (Credentials? Credentials, Refusal? Refusal) Check(Fields fields)
    {
        if (!fields.Has("email") || !fields.Has("password"))
        {
            return Invalid("The fields email and password are needed, both as text.");
        }

        if (!EmailAddress.TryParse(fields["email"], out EmailAddress? email))
        {
            return Invalid("The field email is not an address such as name@example.org, of at most 254 bytes.");
        }

        return CarrierField.Read(fields.Has("carrier") ? fields["carrier"] : null) is { } carrier
            ? (new(email, fields["password"], carrier) { Remember = fields["remember"] == "true" }, null) : (null, CarrierField.Refusal());
    }

    private static (Credentials? Credentials, Refusal? Refusal) Invalid(string detail) => (null, Refusal.Because(Reason.InvalidRequest, detail));
}
