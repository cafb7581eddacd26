using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>User IDs are compared octet by octet: what looks alike, sorts alike or has a meaning to some database is still another user.</summary>
internal static class UserIdCases
{
    private static readonly string[] Alike =
    [
        "ann", "Ann", "ANN", "ann ", " ann", "ann\t", "ann\n", "ann\r\n", "ann\u00a0", "ann\u200b", "\ufeffann", "ａｎｎ", "a\u0301nn", "\u00e1nn",
        "ann\0", "ann\0ben", "\0ann", "\0", "ass", "aß", "aẞ", "I", "i", "İ", "ı", "\u212a", "k", "K", "\u03c3", "\u03c2", "\u03a3",
        "1", "01", "1.0", "1e0", "+1", "0x1", "１", "\ufffd", "💚", "💚\ufe0f", "👩‍🚀", "👩🚀", "\u202eann", "null", "NULL", "true", " ", "  ",
    ];

    private static readonly string[] Meaningful =
    [
        "'", "''", "\"", "`", "ann'--", "' OR '1'='1", "'; DROP TABLE sessions; --", "%", "_", "ann%", "a_n", "*", "?", "[a-z]", "{ann}", "}{",
        "{}", "a:b", "a:", ":b", "a/b", "../ann", "a\\b", "\\", "\\0", "$1", "@p0", "?1", "a,b", "a;b", "a=b", "a&b", "<ann>", "ann\r\nX: y", "\u0001\u007f",
        "\u001b[31m", "user:ann", "session:ann", "-1", "a|b",
    ];

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("User IDs that look alike are different users", async t => await AreAllDifferent(t, Alike)),
        Store("User IDs full of quotes, wildcards and control characters are just names", async t => await AreAllDifferent(t, Meaningful)),
        Store("User IDs of the greatest length differ in their last octet", async t =>
        {
            string most = new('a', 255);
            await AreAllDifferent(t, [most, most + "a", most + "b", string.Concat(Enumerable.Repeat("💚", 64)), string.Concat(Enumerable.Repeat("💚", 63)) + "💙"]);
        }),
        Store("The limit per user compares user IDs octet by octet", async t =>
        {
            foreach (string userId in (IEnumerable<string>)[.. Alike, .. Meaningful])
            {
                CreateOutcome outcome = await t.Create(t.Fresh(userId), limit: 1);
                Expect.Equal(0, outcome.Ended.Count, $"Sessions ended by the first login of {Name(userId)}");
            }
        }),
        Store("Emails, roles, devices and methods come back octet by octet", async t =>
        {
            foreach (string text in (IEnumerable<string>)[.. Alike, .. Meaningful])
            {
                Session session = t.Fresh() with { User = new SessionUser("ann") { Email = text, Roles = [text, "x"] }, Device = text, AuthenticationMethods = [text] };
                await t.Create(session);
                await t.ExpectLive(session);
            }
        }),
    ];

    private static async Task AreAllDifferent(StoreUnderTest t, string[] userIds)
    {
        Session[] sessions = new Session[userIds.Length];
        for (int i = 0; i < userIds.Length; i++)
        {
            sessions[i] = await t.LoggedIn(userIds[i]);
        }

        for (int i = 0; i < userIds.Length; i++)
        {
            await t.ExpectLive(sessions[i]);
            Expect.SameSet([sessions[i].Digest], (await t.List(userIds[i])).Select(s => s.Digest), $"Sessions of {Name(userIds[i])}");
        }

        for (int i = 0; i < userIds.Length; i++)
        {
            Expect.SameSet([sessions[i].Digest], await t.DeleteUser(userIds[i]), $"Sessions ended with {Name(userIds[i])}");
        }
    }

    private static string Name(string userId) =>
        $"the user '{userId}' ({string.Join(' ', userId.Take(12).Select(c => $"U+{(int)c:X4}"))}{(userId.Length > 12 ? " …" : "")})";
}
