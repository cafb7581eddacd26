#!/usr/bin/env -S dotnet run
#:property PublishAot=false

// Makes the embedded list of common passwords anew from two packages:
//
//     npm pack @zxcvbn-ts/language-common && apt-get download python3-django
//     tar xf zxcvbn-ts-language-common-*.tgz package/src/passwords.json
//     dpkg-deb -x python3-django_*.deb django
//     eng/common-passwords.cs package/src/passwords.json django/usr/lib/python3/dist-packages/django/contrib/auth/common-passwords.txt.gz
//
// The result is the same for the same packages. Afterwards correct the versions in the NOTICE.md beside the file and the number in
// PasswordListTests, and run ./test.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

// Shorter ones are refused for their length.
const int Least = 8;

if (args is not [var json, var zipped])
{
    Console.Error.WriteLine("Name the two lists: passwords.json and common-passwords.txt.gz");
    return 1;
}

string target = Path.GetFullPath("../src/Cloakroom.Server/Accounts/CommonPasswords/common-passwords.bin", Here());
using var document = JsonDocument.Parse(File.ReadAllBytes(json));
IEnumerable<string> first = document.RootElement.EnumerateArray().Select(e => e.GetString() ?? "");
using var text = new StreamReader(new GZipStream(File.OpenRead(zipped), CompressionMode.Decompress));
IEnumerable<string> second = text.ReadToEnd().Split('\n');

// As PasswordList reads it: the first 8 bytes of SHA-256 over UTF-8 in upper case, in order.
SortedSet<ulong> fingerprints =
    [.. first.Concat(second).Select(p => p.TrimEnd('\r')).Where(p => p.EnumerateRunes().Count() >= Least)
        .Select(p => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(p.ToUpperInvariant()))))];
using (FileStream file = File.Create(target))
{
    byte[] bytes = new byte[sizeof(ulong)];
    foreach (ulong fingerprint in fingerprints)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, fingerprint);
        file.Write(bytes);
    }
}

Console.WriteLine($"{Path.GetFileName(target)}: {fingerprints.Count} passwords, {new FileInfo(target).Length} bytes");
return 0;

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? ".";
