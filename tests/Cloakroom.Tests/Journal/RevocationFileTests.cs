namespace Cloakroom.Tests.Journal;

public sealed class RevocationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "new", "revocations.journal");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_appended_is_there_after_a_restart_in_its_order()
    {
        byte[][] records = [.. Enumerable.Range(0, 200).Select(_ => Record())];
        using (var file = RevocationFile.Open(Path))
        {
            await Task.WhenAll(records.Select(file.AppendAsync));
            Assert.Equal(200, file.Records);
        }

        using var again = RevocationFile.Open(Path);
        Assert.Equal(200, again.Records);
        Assert.Equal(records.SelectMany(r => r), again.Read().Take(200 * RevocationFormat.Length));
        Assert.All(again.Read().Skip(200 * RevocationFormat.Length), b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task File_and_folder_are_for_the_owner_alone_and_there_is_room_ahead()
    {
        using var file = RevocationFile.Open(Path);
        for (int i = 0; i < 13; i++)
        {
            await file.AppendAsync(new byte[1024 * RevocationFormat.Length].Select(_ => (byte)1).ToArray());
        }

        Assert.Equal(2 << 20, new FileInfo(Path).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task After_a_torn_write_the_next_goes_behind_it(int torn)
    {
        byte[] before = Record(), after = Record();
        using (var file = RevocationFile.Open(Path))
        {
            await file.AppendAsync(before);
        }

        await using (FileStream tear = File.OpenWrite(Path))
        {
            tear.Position = RevocationFormat.Length;
            tear.Write([.. Record(), .. Record()], 0, torn);
        }

        using (var file = RevocationFile.Open(Path))
        {
            await file.AppendAsync(after);
        }

        using var again = RevocationFile.Open(Path);
        JournalEntry[] read = [.. RevocationFormat.Read(again.Read())];
        Assert.Equal(RevocationFormat.Read(before).Single(), read[0]);
        Assert.Equal(RevocationFormat.Read(after).Single(), read[^1]);
    }

    [Fact]
    public async Task What_was_replaced_is_gone_and_what_came_meanwhile_is_not()
    {
        byte[] kept = Record(), later = Record();
        using (var file = RevocationFile.Open(Path))
        {
            await file.AppendAsync(Record());
            Task replaced = file.ReplaceAsync(() => kept), appended = file.AppendAsync(later);
            await Task.WhenAll(replaced, appended);
        }

        using var again = RevocationFile.Open(Path);
        Assert.Equal(RevocationFormat.Read((byte[])[.. kept, .. later]), RevocationFormat.Read(again.Read()));
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path) ?? ""));
    }

    [Fact]
    public async Task Two_at_a_time_have_files_of_their_own_and_the_next_one_alone_takes_over_both()
    {
        byte[] a = Record(), b = Record();
        using (var one = RevocationFile.Open(Path))
        using (var two = RevocationFile.Open(Path))
        {
            await one.AppendAsync(a);
            await two.AppendAsync(b);
        }

        using var next = RevocationFile.Open(Path);
        Assert.Equal(RevocationFormat.Read((byte[])[.. a, .. b]), RevocationFormat.Read(next.Read()));
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path) ?? ""));
    }

    [Fact]
    public void A_path_that_cannot_be_used_stops_the_start_with_the_way_out()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder, "new"), "a file where a folder should be");
        StoreStartException refused = Assert.Throws<StoreStartException>(() => RevocationFile.Open(Path));
        Assert.Contains("Session:Journal", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_it_is_closed_it_says_so()
    {
        var file = RevocationFile.Open(Path);
        file.Dispose();
        await Assert.ThrowsAsync<IOException>(() => file.AppendAsync(Record()));
    }

    private static byte[] Record() =>
        RevocationFormat.Write(new JournalEntry.Ended(SessionId.Create().Digest(), EndReason.LoggedOut, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));
}
