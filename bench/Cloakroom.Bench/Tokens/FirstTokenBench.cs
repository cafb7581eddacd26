using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cloakroom.Bench.Reports;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom.Bench;

/// <summary>The first verification of an access token against the bare check of its signature, and its recognition from then on.</summary>
internal static class FirstTokenBench
{
    private const string Origin = "https://app.example";
    private const int Tokens = 1000, Turn = 50, Hits = 200_000;
    private const double MostRatio = 1.2;

    /// <param name="arguments">How many rounds; 15 when it does not say.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 15;
        var report = new PartReport(
            "first-token", "The first verification of a token",
            $"An access token (ES256) that was not seen before, with all that is checked of it, against `ECDsa.VerifyData` of the same bytes with the same key and nothing else. {Tokens} tokens a round, "
            + $"{rounds} rounds in turn, one caller; median (least to most), and the ratio is the median of the ratios of the rounds.");
        using var ring = new KeyRing(new MemoryKeyStore(), new KeyOptions(), TimeProvider.System);
        await ring.StartAsync();
        var issuer = new TokenIssuer(ring, Origin, TimeProvider.System);
        Session session = Typical.Of("8f14e45fceea167a", 1, SessionId.Create().Digest(), TimeProvider.System.GetUtcNow());
        string[] tokens = [.. Enumerable.Range(0, Tokens).Select(_ => issuer.Issue(session, Origin, TimeSpan.FromMinutes(30)).Text)];
        (byte[] Data, byte[] Signature)[] signed = [.. tokens.Select(Parts)];
        var forgetful = new TokenVerifier(ring, Origin, Origin, TimeProvider.System, cacheSize: 0);
        var verifier = new TokenVerifier(ring, Origin, Origin, TimeProvider.System);
        using ECDsa key = await KeyOfAsync(ring, tokens[0]);

        double[] first = new double[rounds], bare = new double[rounds], again = new double[rounds];
        long allocated = 0, allocatedAgain = 0;
        for (int round = -2; round < rounds; round++)
        {
            double checkedIn = 0, verifiedIn = 0;
            long bytes = 0;
            // In turn every few milliseconds: what else the machine does falls on both alike.
            for (int from = 0; from < Tokens; from += Turn)
            {
                checkedIn += Time(Turn, i => Require(key.VerifyData(signed[from + i].Data, signed[from + i].Signature, HashAlgorithmName.SHA256)), out _) * Turn / Tokens;
                verifiedIn += Time(Turn, i => Require(Ask(forgetful, tokens[from + i])), out bytes) * Turn / Tokens;
            }

            double knownIn = Time(Hits, i => Require(Ask(verifier, tokens[i % Tokens])), out long bytesAgain);
            if (round >= 0)
            {
                (bare[round], first[round], again[round], allocated, allocatedAgain) = (checkedIn, verifiedIn, knownIn, bytes, bytesAgain);
            }
        }

        ResultTable table = report.Table($"Of {tokens[0].Length} characters:", "what", "time each", "allocated each");
        table.Row("bare signature check", Text(bare, 1e3, "µs"), "");
        table.Row("first verification", Text(first, 1e3, "µs"), $"{allocated} B");
        table.Row($"recognition, of {Tokens}", Text(again, 1, "ns"), $"{allocatedAgain} B");
        report.Add(Aim.AtMost("first verification of an ES256 token, of the bare signature check", Median([.. first.Zip(bare, (a, b) => a / b)]), MostRatio));
        return report;
    }

    private static (byte[] Data, byte[] Signature) Parts(string token)
    {
        int dot = token.LastIndexOf('.');
        return (Encoding.ASCII.GetBytes(token[..dot]), Base64Url.DecodeFromChars(token.AsSpan(dot + 1)));
    }

    private static async Task<ECDsa> KeyOfAsync(KeyRing ring, string token)
    {
        string kid = Member(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))), "kid");
        KeyAnswer answer = await ring.FindAsync(kid, CancellationToken.None);
        var written = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(written))
        {
            (answer.Key ?? throw new InvalidOperationException("There is no such key.")).WriteTo(json);
        }

        byte[] jwk = written.WrittenSpan.ToArray();
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(Member(jwk, "x")), Y = Base64Url.DecodeFromChars(Member(jwk, "y")) },
        });
    }

    private static string Member(byte[] json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString() ?? throw new InvalidOperationException($"There is no {name}.");
    }

    private static bool Ask(TokenVerifier verifier, string token)
    {
        // The keys are in memory, so nothing is waited for.
        ValueTask<TokenVerdict> asked = verifier.VerifyAsync(token, CancellationToken.None);
        return (asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("It waits.")).Token is not null;
    }

    private static void Require(bool verified)
    {
        if (!verified)
        {
            throw new InvalidOperationException("Refused.");
        }
    }

    private static double Time(int count, Action<int> work, out long allocated)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            work(i);
        }

        double each = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        return each;
    }

    private static string Text(double[] nanoseconds, double unit, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(nanoseconds) / unit:F0} {name} ({nanoseconds.Min() / unit:F0} to {nanoseconds.Max() / unit:F0})");

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
