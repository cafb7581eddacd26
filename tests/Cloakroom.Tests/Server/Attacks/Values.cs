using System.Security.Cryptography;
using System.Text;
using Cloakroom.Tests.Server.Attacks.Judgements;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>What a word in braces stands for: one value, or several of which each is tried.</summary>
internal static class Values
{
    /// <summary>Artefacts that lines name and nobody has built: they are left out of lists that have others.</summary>
    public static IReadOnlyDictionary<string, string> NotBuilt { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["FLOW_COOKIE"] = "what a login keeps between two requests is `PRE_MFA`",
        ["ID_TOKEN"] = "there are no ID tokens",
        ["REMEMBER"] = "there is no remember-me yet",
    };

    public static async Task<string[]> OfAsync(Scene scene, string word) =>
        scene.Saved.TryGetValue(word, out string? saved) ? [saved]
        : await SessionWordAsync(scene, word) is { } value ? [value]
        : await TokenWords.OfAsync(scene, word) is { } tokens ? tokens
        : word.Contains('|', StringComparison.Ordinal) ? await ListAsync(scene, word)
        : throw new InvalidOperationException($"Nobody knows what {{{word}}} of {scene.Attack.Id} is.");

    private static async Task<string[]> ListAsync(Scene scene, string words)
    {
        var all = new List<string>();
        foreach (string word in words.Split('|', StringSplitOptions.TrimEntries).Where(w => !NotBuilt.ContainsKey(w)))
        {
            all.AddRange(await OfAsync(scene, word));
        }

        return [.. all];
    }

    private static async Task<string?> SessionWordAsync(Scene scene, string word) => word switch
    {
        "COOKIE" => Person.Cookie,
        "ORIGIN" => Ground.Origin,
        "HOST" or "SITE" => Ground.Host,
        "P" or "ATTACKER_SID" => await (await scene.Eve).SidAsync(),
        "SID" or "SID_A" => await (await scene.Ada).SidAsync(),
        "SID_B" => await (await scene.Bob).SidAsync(),
        "B_handle" => await HandleAsync(await scene.Bob),
        "h" => await OtherHandleAsync(await scene.Ada),
        "RESET_TOKEN" => MailedLinks.Link(scene.Ground, await scene.Ada),
        "CSRF" or "CSRF_TOKEN" => await CsrfAsync(scene, await scene.Ada),
        "PRE_MFA" => await new App(scene.Ground, await scene.Ground.PersonAsync("half")).BeginAsync(),
        "T_B" => await CsrfAsync(scene, await scene.Eve),
        "base64 of plain JSON with admin user" => EncodeToString(Encoding.UTF8.GetBytes($$"""{"roles":["admin"],"user":"{{(await scene.Ada).Id}}"}""")),
        "forged base64 JSON" => EncodeToString("""{"after":"0","user":"*"}"""u8),
        _ when word.StartsWith("SID", StringComparison.Ordinal) => AlteredId(await (await scene.Ada).SidAsync(), word["SID".Length..]),
        _ => null,
    };

    /// <summary>An ID that is nearly one.</summary>
    private static string? AlteredId(string id, string how) => how switch
    {
        "[:-1]" => id[..^1],
        "[:len/2]" => id[..(id.Length / 2)],
        // All but the last, which would make it no ID at all most of the times.
        ".swapcase" => string.Concat(id[..^1].Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))) + id[^1],
        " with last base64url char's unused bits flipped" => id[..^1] + Twin(id[^1]),
        _ => null,
    };

    // 43 characters hold 258 bits; the last two must be zero.
    private static char Twin(char last)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet[alphabet.IndexOf(last, StringComparison.Ordinal) ^ RandomNumberGenerator.GetInt32(1, 4)];
    }

    private static async Task<string> HandleAsync(Person person) => await person.HandleAsync(await person.SidAsync());

    // Of a session beside the one that asks, so that its end would be seen.
    private static async Task<string> OtherHandleAsync(Person person) => await person.HandleAsync(await person.LoggedInAsync());

    private static async Task<string> CsrfAsync(Scene scene, Person person) =>
        (await scene.Ground.Here.AskAsync("/auth/csrf", await person.SidAsync())).Json.GetProperty("token").GetString() ?? "";
}
