namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The tokens that words in braces stand for: genuine ones, and forgeries by what is wrong with them.</summary>
internal static class TokenWords
{
    public static async Task<string[]?> OfAsync(Scene scene, string word) => word switch
    {
        "ACCESS" or "ACCESS_A" or "A" => [(await (await scene.Ada).TokensAsync()).Access],
        "ACCESS_B" or "B" => [(await (await scene.Bob).TokensAsync()).Access],
        "REFRESH" or "REFRESH_TOKEN" or "R" or "R0" => [(await (await scene.Ada).TokensAsync()).Refresh],
        "expired" => [(await scene.Forger).Expired()],
        "revoked" => [await RevokedAsync(scene)],
        "foreign" => [(await (await scene.Bob).TokensAsync()).Access],
        _ when scene.Attack.Area == "jwt" => OfForger(scene, await scene.Forger, word),
        _ => null,
    };

    private static string[]? OfForger(Scene scene, Forger forger, string word) =>
        AlgorithmWords.Of(forger, word) ?? KeyWords.Of(forger, scene.TrapPort, word) ?? HeaderWords.Of(forger, word)
        ?? ClaimWords.Of(forger, word) ?? SizeWords.Of(forger, word);

    private static async Task<string> RevokedAsync(Scene scene)
    {
        WireAnswer login = await (await scene.Ada).LoginAsync("token");
        string access = login.Json.GetProperty("access_token").GetString() ?? "";
        WireAnswer logout = await scene.Ground.Here.SendAsync("POST", "/auth/logout", null, ("Authorization", $"Bearer {access}"));
        Assert.Equal(204, logout.Status);
        return access;
    }
}
