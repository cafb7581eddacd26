#!/usr/bin/env -S dotnet run
#:property PublishAot=false
#:project ../src/Cloakroom/Cloakroom.csproj

// Makes the embedded public suffix list anew from Debian's package publicsuffix:
//
//     apt-get install publicsuffix && eng/public-suffixes.cs
//
// The result is the same for the same package. Afterwards correct the version in the NOTICE.md beside the file and the digest in
// EmbeddedListTests, and run ./test. With an argument the list is written to that file instead.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cloakroom.Cookies;

const string Source = "/usr/share/publicsuffix/public_suffix_list.dat";
string target = args is [var named] ? named : Path.GetFullPath("../src/Cloakroom/Cookies/PublicSuffix/public-suffixes.bin", Here());

if (!File.Exists(Source))
{
    Console.Error.WriteLine($"{Source} is missing; install it with: apt-get install publicsuffix");
    return 1;
}

using StreamReader text = File.OpenText(Source);
PublicSuffixList list = PublicSuffixList.Parse(text, $"Debian publicsuffix {PackageVersion()}");
using (FileStream file = File.Create(target))
{
    list.Save(file);
}

Console.WriteLine($"{Path.GetFileName(target)}: {list.CountRules()} rules, {new FileInfo(target).Length} bytes, {list.Edition}");
return 0;

static string PackageVersion()
{
    using Process process = Process.Start(new ProcessStartInfo("dpkg-query", ["-W", "-f=${Version}", "publicsuffix"]) { RedirectStandardOutput = true, UseShellExecute = false })
        ?? throw new InvalidOperationException("dpkg-query could not be started.");
    return process.StandardOutput.ReadToEnd().Trim();
}

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? ".";
