using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Bodies that the line only names: credentials, and refresh tokens as the endpoint takes them.</summary>
internal static class BodyValues
{
    /// <summary>The bodies that these words stand for; null when they are no such words.</summary>
    public static async Task<string[]?> FindAsync(Scene scene, string path, string body) => (path, body) switch
    {
        ("{TOKEN}", "{CREDS}") => [(await scene.Ada).Credentials("token")],
        (_, "{CREDS}") or ("{LOGIN}", "A") => [(await scene.Ada).Credentials()],
        ("{LOGIN}", "B") => [(await scene.Bob).Credentials()],
        (_, "{ATTACKER_CREDS}") or ("{LOGIN}", "{...}") => [(await scene.Eve).Credentials()],
        ("{MFA}", "{pending challenge}") => [$$"""{"mfa_token":"{{scene.Saved["PRE_MFA"]}}","code":"{{scene.Saved["code"]}}"}"""],
        (_, "{wrong}") => [(await scene.Ada).Credentials().Replace(Person.Password, "not the password", StringComparison.Ordinal)],
        // With our name of the field: under the other it would not be looked for.
        (_, "token={valid token of victim}") => [$"csrf_token={(await Values.OfAsync(scene, "CSRF_TOKEN")).Single()}"],
        ("{REFRESH}", ['{', .. var word, '}']) => [.. (await Values.OfAsync(scene, word)).Select(t => $$"""{"refresh_token":"{{t}}"}""")],
        ("{FORGOT}", "{user}") => [JsonSerializer.Serialize(new { email = (await scene.Ada).Email })],
        ("{FORGOT}", ['{', '"', ..]) => [body],
        ("{RESET}", ['{', .. var words, '}']) => [NewPassword(scene.Saved[words.Split(',')[0]])],
        ("{CHPASS}", "{...}") => [JsonSerializer.Serialize(new { current = Person.Password, password = "a wholly different phrase" })],
        ("{REDEEM}", "{CODE}") => [NewPassword(scene.Saved["CODE"])],
        ("{CHEMAIL}", var email) => [JsonSerializer.Serialize(new { email })],
        _ => null,
    };

    private static string NewPassword(string code) => JsonSerializer.Serialize(new { code, password = "a wholly different phrase" });
}
